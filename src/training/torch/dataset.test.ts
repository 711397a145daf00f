/** The Python side reads the same files to the same data, and holds out the same events. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { contentFeatures } from '../../catalog/content-features.ts';
import { readDataset, type ReadDatasetOptions } from '../../catalog/read-dataset.ts';
import { parseSince } from '../../catalog/split-since.ts';
import { splitUsers } from '../../catalog/split-users.ts';
import { heldOutDigest } from '../../evaluation/held-out-digest.ts';
import { driftSplit } from '../../evaluation/protocols/drift.ts';
import { fullSplit } from '../../evaluation/protocols/full.ts';
import { streamSplit } from '../../evaluation/protocols/stream.ts';
import { planted } from '../../catalog/testing/planted.ts';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { Sfc32 } from '../../random.ts';
import { python, runPython, withoutTorch } from './python.fixture.ts';

const script = fileURLToPath(new URL('./describe_data.py', import.meta.url));
const files = temporaryFiles(afterAll);
const { interactions, items } = planted({ users: 120 });

const ODD_ITEMS = `item,title,genres,year,url
7,"One, two",Drama| drama |Noir,1999,x
x9,Ж,Noir|Drama,2001,
"a ""b""",Third,,,
-3,Fourth,Ärger|Noir,1999,y
`;
const ODD_EVENTS = `rating,user,item,timestamp,place
5,ü1,7,30,3
,ü1,x9,10,1
2,ü1,-3,20,2
4,😀,x9,5,9
1,😀,7,5,8
3.5,lonely,7,1,1
3,😀,"a ""b""",7,7
`;

interface Described {
  items: string[];
  titles: string[];
  users: string[];
  offsets: number[];
  item_of: number[];
  type_of: number[];
  ordered: boolean;
  names: string[];
  features: number[][];
  like_at: number | null;
  dislike_at: number | null;
  trainUsers: number[];
  validation: [number, number[]][];
  lengths: number[];
  /** With held-out events behind the others. */
  item_of_moved: number[];
  digest: string | null;
  since: number | null;
}

function described(options: ReadDatasetOptions, holdOut: string, seed = 1, since?: string): Described {
  return JSON.parse(runPython(script, JSON.stringify({ ...options, holdOut, seed, since })));
}

describe.skipIf(python === undefined)(`the Python side${withoutTorch}`, () => {
  const planted1 = { interactions: files.write(interactions), items: files.write(files.gzip(items), 'items.csv.gz') };
  const odd = { interactions: files.write(ODD_EVENTS), items: files.write(ODD_ITEMS) };
  const random = new Sfc32(7);
  const repeating = Array.from({ length: 400 }, (_, row) => `u${row % 40},i${random.below(2 + (row % 9))},${row}`);
  const cases: [string, ReadDatasetOptions][] = [
    ['items that come again and again', { interactions: files.write(`user,item,timestamp\n${repeating.join('\n')}\n`) }],
    ['a planted data set', planted1],
    ['names of many scripts, odd genres, missing ratings', odd],
    ['another order', { ...odd, orderBy: 'place' }],
    ['thresholds of one’s own', { ...odd, likeAt: 3.5, dislikeAt: 1 }],
    ['no items file', { interactions: planted1.interactions }],
    ['no time', { ...odd, interactions: files.write(ODD_EVENTS.replace(/,\d+,(\d|place)$/gm, '').replace(',timestamp,place', '')) }],
  ];

  it.each(cases)('reads %s alike', async (_, options) => {
    const dataset = await readDataset(options);
    const python = described(options, 'none');
    expect(python.items).toEqual(dataset.items.map(({ id }) => id));
    expect(python.titles).toEqual(dataset.items.map(({ title }) => title));
    expect(python.users).toEqual(dataset.users);
    expect(python.offsets).toEqual([...dataset.offsets]);
    expect(python.item_of).toEqual([...dataset.itemOf]);
    expect(python.type_of).toEqual([...dataset.typeOf]);
    expect(python.ordered).toBe(dataset.ordered);
    expect({ likeAt: python.like_at, dislikeAt: python.dislike_at }).toEqual(dataset.thresholds);
    const { names, offsets, indices } = contentFeatures(dataset.items);
    expect(python.names).toEqual(names);
    expect(python.features).toEqual(dataset.items.map((_, item) => [...indices.subarray(offsets[item], offsets[item + 1])]));
  });

  it('holds out the same users', async () => {
    const dataset = await readDataset(planted1);
    for (const seed of [1, 2 ** 32 - 1]) {
      const split = splitUsers(dataset.users, { seed, validation: 0.05, test: 0.1 });
      const python = described(planted1, 'users', seed);
      expect(python.trainUsers).toEqual([...split.train]);
      expect(python.validation.map(([user]) => user).sort((a, b) => a - b)).toEqual([...split.validation]);
      expect(python.digest).toBe(await heldOutDigest(dataset, streamSplit(dataset, seed).heldOut));
    }
    expect(described(planted1, 'none').digest).toBeNull();
  });

  it('holds out the same newcomers, and learns from the same events before a date', async () => {
    // Another column orders events: some of a user's later ones are early in time.
    const rows = Array.from({ length: 4000 }, (_, row) => `u${Math.floor(row / 10)},i${random.below(50)},${86_400 * (Math.floor(row / 60) + random.below(12))},${row}`);
    const timed = { interactions: files.write(`user,item,timestamp,place\n${rows.join('\n')}\n`) };
    for (const options of [timed, { ...timed, orderBy: 'place' }, planted1]) {
      const dataset = await readDataset(options);
      const day = new Date(1000 * parseSince('61.5%', dataset)).toISOString().slice(0, 10);
      for (const since of ['61.5%', day, String(parseSince('50%', dataset))]) {
        const python = described(options, 'after', 4, since);
        const seconds = parseSince(since, dataset);
        expect(python.since).toBe(seconds);
        const { train, heldOut, validation } = driftSplit(dataset, 4, seconds);
        expect(python.trainUsers).toEqual([...train.users]);
        expect(python.digest).toBe(await heldOutDigest(dataset, heldOut));
        expect(python.lengths.reduce((sum, length) => sum + length, 0)).toBe(dataset.timeOf.filter((time) => time < seconds).length);
        for (const user of train.users) {
          const { offsets, itemOf } = train.histories;
          const from = dataset.offsets[user];
          expect(python.item_of_moved.slice(from, from + python.lengths[user])).toEqual([...itemOf.subarray(offsets[user], offsets[user + 1])]);
        }
        const sorted = (all: [number, number[]][]) => all.toSorted(([a], [b]) => a - b);
        expect(sorted(python.validation)).toEqual(sorted(validation.map(({ user, items: served, predicted }) => [user, Array.from(predicted, (at) => served[at])])));
      }
    }
  });

  it.each(cases)('holds out the same last events of %s', async (_, options) => {
    const dataset = await readDataset(options);
    const { heldOut, validation } = fullSplit(dataset, 3, null);
    const python = described(options, 'last', 3);
    expect(python.digest).toBe(await heldOutDigest(dataset, heldOut));
    expect(python.validation.map(([user]) => user).sort((a, b) => a - b)).toEqual(validation.map(({ user }) => user).sort((a, b) => a - b));
  });
});
