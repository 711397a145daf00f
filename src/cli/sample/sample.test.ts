import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readDataset } from '../../catalog/read-dataset.ts';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { OptionError } from '../../errors.ts';
import { sampleCommand } from './sample.ts';

const { folder } = temporaryFiles(afterAll);

it('a shop that the readers of files accept whole, the same every time', async () => {
  await sampleCommand(folder);
  const read = () => Promise.all(['items.csv', 'interactions.csv'].map((name) => readFile(join(folder, name), 'utf8')));
  const first = await read();
  await sampleCommand(folder);
  expect(await read()).toEqual(first);
  const dataset = await readDataset({ interactions: join(folder, 'interactions.csv'), items: join(folder, 'items.csv') });
  expect(dataset.items.length).toBe(392);
  expect(new Set(dataset.items.map(({ title }) => title)).size).toBe(392);
});

it('leaves alone what it did not write', async () => {
  await writeFile(join(folder, 'items.csv'), 'mine');
  await expect(sampleCommand(folder)).rejects.toBeInstanceOf(OptionError);
  expect(await readFile(join(folder, 'items.csv'), 'utf8')).toBe('mine');
});
