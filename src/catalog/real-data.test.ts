import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { contentFeatures } from './content-features.ts';
import { readDataset } from './read-dataset.ts';

const root = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const absent = !existsSync(root);
const reason = absent ? ' (skipped: the folder shared/data is not beside the project)' : '';
const paths = (name: string) => ({ interactions: `${root}${name}/interactions.csv.gz`, items: `${root}${name}/items.csv.gz` });

describe('real data', () => {
  it.skipIf(absent)(`ml-latest-small${reason}`, async () => {
    const data = await readDataset(paths('ml-latest-small'));
    expect([data.report.rows, data.itemOf.length, data.users.length, data.items.length]).toEqual([100_836, 100_836, 610, 9_742]);
    expect(data.thresholds).toEqual({ likeAt: 4, dislikeAt: 2 });
    expect(data.ordered).toBe(true);
    expect(new Set(data.itemOf).size).toBe(9_724);
    expect(contentFeatures(data.items).names.filter((name) => name.startsWith('genre:'))).toHaveLength(19);
  });

  it.skipIf(absent)(`ml-100k and movietweetings-100k${reason}`, async () => {
    const small = await readDataset(paths('ml-100k'));
    expect([small.itemOf.length, small.users.length, small.items.length]).toEqual([100_000, 943, 1_682]);
    const tweets = await readDataset({ ...paths('movietweetings-100k'), minUserEvents: 1 });
    expect([tweets.itemOf.length, tweets.users.length, tweets.items.length]).toEqual([100_000, 16_554, 10_506]);
    expect(tweets.thresholds).toEqual({ likeAt: 8, dislikeAt: 4 });
  });

  it.skipIf(absent)(`goodbooks-10k has no order${reason}`, async () => {
    const data = await readDataset({ ...paths('goodbooks-10k'), minUserEvents: 1 });
    expect([data.itemOf.length, data.users.length, data.items.length]).toEqual([979_478, 53_424, 10_000]);
    expect(data.ordered).toBe(false);
    expect(data.items[0].extra.authors).toBe('Suzanne Collins');
    const toRead = await readDataset({ ...paths('goodbooks-10k'), interactions: `${root}goodbooks-10k/to_read.csv.gz`, minUserEvents: 10, minItemEvents: 5 });
    expect([toRead.itemOf.length, toRead.users.length, new Set(toRead.itemOf).size]).toEqual([831_063, 30_860, 9_632]);
  });

  it.skipIf(absent)(`ml-1m, ordered by seq${reason}`, async () => {
    const data = await readDataset({ ...paths('ml-1m'), orderBy: 'seq' });
    expect([data.itemOf.length, data.users.length, data.items.length]).toEqual([1_000_209, 6_040, 3_883]);
    let backwards = 0;
    for (let user = 0; user < data.users.length; user++) {
      for (let i = data.offsets[user] + 1; i < data.offsets[user + 1]; i++) if (data.timeOf[i] < data.timeOf[i - 1]) backwards++;
    }
    expect(backwards).toBe(0);
  });
});
