import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { replaceFile } from './replace-file.ts';

const files = temporaryFiles(afterAll);

it('writes a file, and replaces one, leaving nothing beside it', async () => {
  const file = join(files.folder, 'figures.json');
  await replaceFile(file, 'one');
  await replaceFile(file, 'two é');
  expect(readFileSync(file, 'utf8')).toBe('two é');
  expect(readdirSync(files.folder)).toEqual(['figures.json']);
});

it('leaves things as they were where it fails', async () => {
  const before = readdirSync(files.folder);
  await expect(replaceFile(join(files.folder, 'missing', 'x.json'), 'x')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(replaceFile(files.folder, 'x')).rejects.toThrow(/EISDIR|EEXIST|EPERM/);
  expect(readdirSync(files.folder)).toEqual(before);
});
