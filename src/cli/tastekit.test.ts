/** The command line as people run it: built, spawned, interrupted. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planted } from '../catalog/testing/planted.ts';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { type Outcome, tastekit } from './run-tastekit.fixture.ts';

const files = temporaryFiles(afterAll);
const { interactions, items } = planted({ users: 40, groups: 3, itemsPerGroup: 20, maxEvents: 20 });
const data = ['--interactions', files.write(interactions), '--items', files.write(items)];
const quick = ['--dim', '8', '--max-history', '8', '--backend', 'wasm'];

// The first run builds the command line from the sources, unless it is built.
beforeAll(() => tastekit(['--help']), 180_000);

test('trains a bundle, inspects it and ranks with it', async () => {
  const out = path.join(files.folder, 'films');
  const trained = await tastekit(['train', ...data, '--out', out, ...quick, '--epochs', '2']);
  expect([trained.code, trained.err]).toEqual([0, expect.stringContaining('epoch 2 ')]);
  expect(trained.out).toContain('films  a TasteKit bundle of version 2');
  const inspected = await tastekit(['inspect', out, '--json']);
  expect(JSON.parse(inspected.out)).toMatchObject({ name: 'films', items: { count: 66 }, training: { seed: 1 } });
  const ranked = await tastekit(['rank', '--bundle', out, '--limit', '3', '--json']);
  expect([ranked.code, ranked.err]).toEqual([0, '']);
  expect(JSON.parse(ranked.out).items).toHaveLength(3);
}, 120_000);

test('Ctrl-C leaves a checkpoint and exit code 130; --resume goes on from it', async () => {
  const out = path.join(files.folder, 'interrupted');
  const run = ['train', ...data, '--out', out, ...quick, '--patience', '10000'];
  const stopped = await tastekit([...run, '--epochs', '10000'], /^epoch 1 /m);
  expect([stopped.code, stopped.out]).toEqual([130, '']);
  expect(stopped.err).toContain('stopping after this step; once more to stop at once\n');
  expect(stopped.err).toMatch(/training was interrupted; --resume goes on from .*interrupted\.checkpoint\n$/);
  expect([existsSync(out), existsSync(`${out}.checkpoint`)]).toEqual([false, true]);
  const resumed = await tastekit([...run, '--epochs', '2', '--resume']);
  expect([resumed.code, resumed.err]).toEqual([0, expect.stringMatching(/resuming in epoch \d+, after \d+ steps/)]);
  expect(readdirSync(files.folder).filter((name) => name.startsWith('interrupted'))).toEqual(['interrupted']);
}, 120_000);

test('explains itself, and what it does not understand', async () => {
  const help = await tastekit(['train', '--help']);
  expect([help.code, help.err]).toEqual([0, '']);
  for (const option of ['--interactions <file>', '--resume', '--batch-size <n>', '--memory-neighbours <n>', '--licence-file <file>']) expect(help.out).toContain(option);
  const wrong = [
    ['train', ...data, '--out', 'x', '--epoch', '3'],
    ['train', '--out', 'x'],
    ['train', ...data, '--out', 'x', '--dim', 'big'],
    ['train', ...data, '--out', path.join(files.folder, 'x'), '--dim', '2'],
    ['train', ...data, '--out', 'x', '--backend', 'cuda'],
    ['trian'],
  ];
  const outcomes: Outcome[] = [];
  for (const args of wrong) outcomes.push(await tastekit(args));
  expect(outcomes.map(({ code, out }) => [code, out])).toEqual(wrong.map(() => [1, '']));
  expect(outcomes.map(({ err }) => err).join('')).toMatchInlineSnapshot(`
    "error: unknown option '--epoch'
    (Did you mean --epochs?)
    error: required option '--interactions <file>' not specified
    error: option '--dim <n>' argument 'big' is invalid. Expected a number.
    error OPTION  dim: expected a whole number from 4 to 512, got 2
    error: option '--backend <name>' argument 'cuda' is invalid. Allowed choices are auto, webgpu, wasm.
    error: unknown command 'trian'
    (Did you mean train?)
    "
  `);
}, 120_000);
