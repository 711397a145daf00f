import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { EXAMPLE_EVALUATION } from '../evaluation/report/example-evaluation.fixture.ts';
import { resultsMarkdown } from '../evaluation/report/results-markdown.ts';
import { resultsCommand } from './results.ts';

const files = temporaryFiles(afterAll);
const other = { ...EXAMPLE_EVALUATION, protocol: 'full' as const, seed: 7 };
const [stream, full] = [files.write(JSON.stringify(EXAMPLE_EVALUATION), 'movies-stream.json'), files.write(JSON.stringify(other), 'movies-full.json')];
const out = path.join(files.folder, 'RESULTS.md');

describe('resultsCommand', () => {
  test('writes the evaluations in their order, under the names of their files', async () => {
    expect(await resultsCommand({ files: [stream, full], machine: '2 cores', out })).toBe(`${out}: 2 evaluations`);
    const titled = [
      { title: 'movies-stream', evaluation: EXAMPLE_EVALUATION },
      { title: 'movies-full', evaluation: other },
    ];
    expect(readFileSync(out, 'utf8')).toBe(resultsMarkdown(titled, '2 cores'));
    expect(readdirSync(files.folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('titles and notes go with the files in their order; an empty one is none', async () => {
    expect(await resultsCommand({ files: [full], titles: ['Movies, `full`'], notes: ['See *there*.'], machine: 'x', out })).toBe(`${out}: 1 evaluation`);
    expect(readFileSync(out, 'utf8')).toBe(resultsMarkdown([{ title: 'Movies, `full`', note: 'See *there*.', evaluation: other }], 'x'));
    await resultsCommand({ files: [full, stream], titles: ['', 'Second'], notes: ['', 'Of the second.'], machine: 'x', out });
    const second = { title: 'Second', note: 'Of the second.', evaluation: EXAMPLE_EVALUATION };
    expect(readFileSync(out, 'utf8')).toBe(resultsMarkdown([{ title: 'movies-full', evaluation: other }, second], 'x'));
  });

  test('says on which machine the times were taken', async () => {
    await resultsCommand({ files: [stream], out });
    expect(readFileSync(out, 'utf8')).toMatch(new RegExp(`^Machine: \\d+ cores? of .+, Node ${process.versions.node.replaceAll('.', '[.]')}[.]$`, 'm'));
  });

  test('a file that is not an evaluation is refused by name and field, and the document stays as it was', async () => {
    const before = readFileSync(out, 'utf8');
    const broken = files.write(JSON.stringify({ ...other, arms: [{ ...other.arms[0], ndcg10: 'good' }] }), 'broken.json');
    expect(await files.refusal(resultsCommand({ files: [stream, broken], out }))).toBe(
      'DataError: broken.json, field "arms[0].ndcg10": expected a number, got "good"',
    );
    expect(await files.refusal(resultsCommand({ files: [path.join(files.folder, 'none.json')], out }))).toMatch(
      /^DataError: none[.]json: expected a file that tastekit evaluate --json wrote, and it cannot be read \(ENOENT.*; check the path$/,
    );
    expect(await files.refusal(resultsCommand({ files: [stream], out: path.join(files.folder, 'none', 'r.md') }))).toMatch(/^OptionError: out: expected a place to write, got /);
    expect(await files.refusal(resultsCommand({ files: [stream], titles: ['a', 'b'], out }))).toBe(
      'OptionError: title: expected at most one for each of the 1 files, got 2',
    );
    expect(readFileSync(out, 'utf8')).toBe(before);
  });
});
