import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { AbortedError, OptionError } from '../errors.ts';
import { EVENT_TYPES } from '../types.ts';
import type { Dataset } from './dataset.ts';
import { readDataset, type ReadDatasetOptions } from './read-dataset.ts';
import type { ReadProgress } from './read-progress.ts';
import { temporaryFiles } from './testing/temporary-files.ts';

const files = temporaryFiles(afterAll);
type Options = Omit<ReadDatasetOptions, 'interactions' | 'items'>;

const read = (interactions: string, options: Options = {}, items?: string) =>
  readDataset({
    interactions: files.write(interactions, 'ratings.csv'),
    items: items === undefined ? undefined : files.write(items, 'items.csv'),
    ...options,
  });

/** Each user's item ids in order. */
function histories({ users, offsets, items, itemOf }: Dataset): Record<string, string[]> {
  return Object.fromEntries(
    users.map((user, u) => [user, Array.from(itemOf.subarray(offsets[u], offsets[u + 1]), (item) => items[item].id)]),
  );
}

const types = (data: Dataset) => Array.from(data.typeOf, (type) => EVENT_TYPES[type]);

describe('order', () => {
  const text = 'user,item,timestamp,seq\nv,a,9,1\nu,b,5,3\nv,c,3,2\nu,a,5,2\nu,c,1,9\n';

  it('is by time', async () => {
    const data = await read(text);
    expect(histories(data)).toMatchObject({ v: ['c', 'a'], u: ['c', expect.anything(), expect.anything()] });
    expect(data.users).toEqual(['v', 'u']);
    expect(data.timeOf).toEqual(Float64Array.of(3, 9, 1, 5, 5));
    expect(data.ordered).toBe(true);
  });

  it('is shuffled at equal times: the file’s order may be that of popularity', async () => {
    const items = Array.from({ length: 30 }, (_, item) => `i${item}`);
    const own = histories(await read(['user,item,timestamp', 'u,first,1', ...items.map((item) => `u,${item},7`), 'u,last,9'].join('\n'))).u;
    expect([own[0], own.at(-1)]).toEqual(['first', 'last']);
    expect(own.slice(1, -1)).not.toEqual(items);
    expect(own.slice(1, -1).toSorted()).toEqual(items.toSorted());
  });

  it('is by the column of choice', async () => {
    const data = await read(text, { orderBy: 'seq' });
    expect(histories(data)).toEqual({ v: ['a', 'c'], u: ['a', 'b', 'c'] });
    expect(data.ordered).toBe(true);
  });

  it('is shuffled where there is no time, each user’s own way, the same each time', async () => {
    const items = Array.from({ length: 30 }, (_, item) => `i${item}`);
    const text = ['user,item', ...items.flatMap((item) => [`u,${item}`, `v,${item}`])].join('\n');
    const data = await read(text);
    const { u, v } = histories(data);
    expect(data.ordered).toBe(false);
    for (const own of [u, v]) {
      expect(own).not.toEqual(items);
      expect(own.toSorted()).toEqual(items.toSorted());
    }
    expect(u).not.toEqual(v);
    expect(histories(await read(text))).toEqual({ u, v });
  });

  it('is a sort of each user’s own events for any file', async () => {
    const row = fc.record({ user: fc.nat(4), item: fc.nat(6), time: fc.integer({ min: -3, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        const lines = rows.map(({ user, item, time }) => `${user},${item},${time}`);
        const { users, offsets, items, itemOf, timeOf } = await read(`user,item,timestamp\n${lines.join('\n')}`, { minUserEvents: 1 });
        expect(users).toEqual([...new Set(rows.map(({ user }) => String(user)))]);
        users.forEach((user, u) => {
          const events = Array.from({ length: offsets[u + 1] - offsets[u] }, (_, e) => ({ time: timeOf[offsets[u] + e], item: items[itemOf[offsets[u] + e]].id }));
          expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted((a, b) => a - b));
          const own = rows.filter((other) => String(other.user) === user).map(({ time, item }) => `${time} ${item}`);
          expect(events.map(({ time, item }) => `${time} ${item}`).toSorted()).toEqual(own.toSorted());
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('ratings', () => {
  const rated = (...ratings: (number | string)[]) => `user,item,rating,timestamp\n${ratings.map((rating, i) => `u,i${i},${rating},${i}`).join('\n')}`;

  it.each([
    [[1, 2, 3, 4, 5], 4, 2, ['dislike', 'dislike', 'view', 'like', 'like']],
    [[4, 5, 8, 10], 8, 4, ['dislike', 'view', 'like', 'like']],
    [[-1, 1, ''], 0.8, 0.4, ['dislike', 'like', 'view']],
  ])('%j: likes from %d, dislikes up to %d', async (ratings, likeAt, dislikeAt, expected) => {
    const data = await read(rated(...ratings));
    expect(data.thresholds).toEqual({ likeAt, dislikeAt });
    expect(types(data)).toEqual(expected);
  });

  it.each([[[3, 3, 3]], [['', '']], [[-2, 0]]])('%j: views only', async (ratings) => {
    const data = await read(rated(...ratings));
    expect(data.thresholds).toEqual({ likeAt: null, dislikeAt: null });
    expect(new Set(types(data))).toEqual(new Set(['view']));
  });

  it('obey the thresholds given, at the very rating too', async () => {
    const data = await read(rated(3.6, 3.5, 1.1, 1.2), { likeAt: 3.6, dislikeAt: 1.1 });
    expect(data.thresholds).toEqual({ likeAt: 3.6, dislikeAt: 1.1 });
    expect(types(data)).toEqual(['like', 'view', 'dislike', 'view']);
    expect(types(await read(rated(3, 3), { likeAt: 3 }))).toEqual(['like', 'like']);
  });

  it('refuse thresholds that contradict each other', async () => {
    const refusal = (options: Options) => files.refusal(read(rated(1, 5), options));
    expect({
      both: await refusal({ likeAt: 2, dislikeAt: 2 }),
      againstDefault: await refusal({ likeAt: 1.5 }),
      notNumber: await refusal({ dislikeAt: NaN }),
    }).toMatchInlineSnapshot(`
      {
        "againstDefault": "OptionError: likeAt: expected a rating above dislikeAt, got 1.5 with dislikeAt 2 (the default for ratings up to 5); set both",
        "both": "OptionError: likeAt: expected a rating above dislikeAt, got 2 with dislikeAt 2; set both",
        "notNumber": "OptionError: dislikeAt: expected a rating, got NaN; leave it out for the default",
      }
    `);
  });
});

describe('catalogue and filters', () => {
  const items = 'item,title,genres,year\na,A,X|Y,1990\nb,B,,\nc,C,,\nd,D,,\n';

  it('keeps the items file as it is, with items nobody touched', async () => {
    const data = await read('user,item,timestamp\nu,d,1\nu,b,2\n', {}, items);
    expect(data.items.map(({ title }) => title)).toEqual(['A', 'B', 'C', 'D']);
    expect(data.itemIndex.get('d')).toBe(3);
    expect(data.itemOf).toEqual(Int32Array.of(3, 1));
  });

  it('names an item by its id where there is no items file, and lets it go with its last event', async () => {
    const data = await read('user,item,timestamp\nu,b,1\nv,x,1\nu,a,2\nu,b,3\n');
    expect(data.items).toEqual(['b', 'a'].map((id) => ({ id, title: id, genres: [], year: null, extra: {} })));
    expect(histories(data)).toEqual({ u: ['b', 'a', 'b'] });
    expect(data.report).toEqual({
      rows: 4,
      skipped: {},
      itemRows: 0,
      skippedItems: {},
      droppedUsers: 1,
      droppedItems: 1,
      droppedEvents: 1,
    });
  });

  it('filters until nothing changes', async () => {
    // d is rare, so w is left with one event and goes, so c is rare, so v goes, and u stays.
    const text = 'user,item\nu,a\nu,a\nu,a\nv,c\nv,c\nv,a\nw,c\nw,d\nw,d\n';
    const data = await read(text, { minUserEvents: 3, minItemEvents: 3 }, items);
    expect(histories(data)).toEqual({ u: ['a', 'a', 'a'] });
    expect(data.items).toHaveLength(4);
    expect(data.report).toMatchObject({ droppedUsers: 2, droppedItems: 2, droppedEvents: 6 });
  });

  it('never leaves a rare user or item, and drops no more than it must', async () => {
    const row = fc.tuple(fc.nat(7), fc.nat(7));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), fc.nat(4), fc.nat(4), async (rows, minUserEvents, minItemEvents) => {
        let kept = rows;
        for (let before = -1; before !== kept.length; ) {
          before = kept.length;
          kept = kept.filter(([user]) => kept.filter((other) => other[0] === user).length >= minUserEvents);
          kept = kept.filter(([, item]) => kept.filter((other) => other[1] === item).length >= minItemEvents);
        }
        const reading = read(`user,item,timestamp\n${rows.map((pair, time) => [...pair, time].join(',')).join('\n')}`, { minUserEvents, minItemEvents });
        if (kept.length === 0) {
          const message = await files.refusal(reading);
          return message.includes('minUserEvents');
        }
        const data = await reading;
        const expected: Record<string, string[]> = {};
        for (const [user, item] of kept) (expected[user] ??= []).push(String(item));
        expect(histories(data)).toEqual(expected);
        expect(data.report.droppedEvents).toBe(rows.length - kept.length);
        expect(data.items.length + data.report.droppedItems).toBe(new Set(rows.map(([, item]) => item)).size);
        return true;
      }),
      { numRuns: 60 },
    );
  });

  it('filters a long chain, where each removal causes the next, in one go', async () => {
    const links = 100_000;
    const rows = ['u0,i0'];
    for (let i = 1; i < links; i++) rows.push(`u${i - 1},i${i}`, `u${i},i${i}`);
    rows.push(`u${links - 1},z`, `u${links - 1},z`, 'y,z', 'y,z');
    const data = await read(`user,item\n${rows.join('\n')}`, { minUserEvents: 2, minItemEvents: 2 });
    expect(data.report.droppedUsers).toBe(links - 1);
    expect(histories(data)).toEqual({ [`u${links - 1}`]: ['z', 'z'], y: ['z', 'z'] });
  });

  it('says so when nothing is left', async () => {
    expect(await files.refusal(read('user,item\nu,a\nv,a\n'))).toMatchInlineSnapshot(`"DataError: ratings.csv: expected users with at least 2 events (minUserEvents) on items with at least 1 (minItemEvents), got none; lower the minimum or add data"`);
  });

  it('reports rows left out of both files', async () => {
    const data = await read('user,item\nu,a\nu,z\nu,a\nu\n', { skipBadRows: true }, `${items}e,E,,soon\n`);
    expect(data.report).toMatchObject({
      rows: 4,
      skipped: { 'unknown item': 1, 'wrong number of columns': 1 },
      itemRows: 5,
      skippedItems: { 'year not an integer': 1 },
    });
  });
});

describe('options', () => {
  it('names both files where an item is unknown', async () => {
    const message = await files.refusal(read('user,item\nu,z\n', {}, 'item,title\na,A\n'));
    expect(message.replaceAll(`${files.folder}/`, '')).toMatchInlineSnapshot(`"DataError: ratings.csv, line 2, field "item": expected an item of items.csv, got "z"; add the item there, or skip bad rows"`);
  });

  it('refuses unknown ones and numbers out of range', async () => {
    const misspelt = { interactions: 'x.csv', orderby: 'seq' };
    await expect(readDataset(misspelt)).rejects.toBeInstanceOf(OptionError);
    expect({
      misspelt: await files.refusal(readDataset(misspelt)),
      fraction: await files.refusal(readDataset({ interactions: 'x.csv', minUserEvents: 1.5 })),
    }).toMatchInlineSnapshot(`
      {
        "fraction": "OptionError: minUserEvents: expected a whole number of at least 0, got 1.5; 0 and 1 keep all",
        "misspelt": "OptionError: orderby: expected one of interactions, items, orderBy, likeAt, dislikeAt, minUserEvents, minItemEvents, skipBadRows, signal, onProgress; check the spelling",
      }
    `);
  });

  it('reports progress over both files, rising to the total', async () => {
    const seen: ReadProgress[] = [];
    const interactions = `user,item\n${'u,a\n'.repeat(100_000)}`;
    const items = 'item,title\na,A\n';
    await read(interactions, { onProgress: (progress) => seen.push(progress) }, items);
    const bytes = seen.map(({ bytesRead }) => bytesRead);
    expect(bytes.length).toBeGreaterThan(3);
    expect(bytes).toEqual([...new Set(bytes)].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ bytesRead: interactions.length + items.length, totalBytes: interactions.length + items.length });
  });

  it('stops when told to', async () => {
    await expect(read('user,item\nu,a\nu,b\n', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(AbortedError);
  });
});
