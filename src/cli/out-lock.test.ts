import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockOut } from './out-lock.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tastekit-lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('refuses a second training into one folder, naming the first, until it is given back', async () => {
  const out = join(folder, 'bundle');
  const unlock = await lockOut(out);
  await expect(lockOut(out)).rejects.toThrow(`out: process ${process.pid} is training into ${out}; wait for it, or give another folder`);
  await unlock();
  expect(existsSync(`${out}.lock`)).toBe(false);
  await (await lockOut(out))();
});

it('makes the folder that the bundle will lie in', async () => {
  const out = join(folder, 'new', 'folder', 'bundle');
  const unlock = await lockOut(out);
  expect(existsSync(`${out}.lock`)).toBe(true);
  await unlock();
});

it.each(['2147483646', '', 'nonsense', '-1'])('takes over from one that no longer lives: %j', async (holder) => {
  const out = join(folder, 'left');
  await writeFile(`${out}.lock`, holder);
  await (await lockOut(out))();
  expect(existsSync(`${out}.lock`)).toBe(false);
});
