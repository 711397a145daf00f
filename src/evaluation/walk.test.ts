import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { firstUsers } from './first-users.ts';
import { joinLogs } from './join-logs.ts';
import { type Case } from './protocol-split.ts';
import { type EvaluatedEvent } from './recommender.ts';
import { scoring } from './testing/scoring.ts';
import { servingOrder, walk } from './walk.ts';

const ITEMS = 6;

function caseOf(items: number[], predicted = [...items.keys()], negatives: number[] | null = null): Case {
  return {
    user: 40,
    items: Int32Array.from(items),
    types: Uint8Array.from(items, () => 2),
    predicted: Int32Array.from(predicted),
    negatives: negatives && Int32Array.from(negatives),
  };
}

/** Likes the item after the last one; items of lower index next. */
const successor = (item: number, events: readonly EvaluatedEvent[]) => (item === (events.at(-1)?.item ?? -1) + 1 ? 1 : -item / 10);

describe('walk', () => {
  it('predicts, then observes: ranks, candidates and lists by hand', async () => {
    const log = await walk(scoring(ITEMS, successor), [caseOf([0, 1, 4]), caseOf([5])], { items: ITEMS });
    expect([...log.user]).toEqual([0, 0, 0, 1]);
    expect([...log.events]).toEqual([0, 1, 2, 0]);
    expect([...log.target]).toEqual([0, 1, 4, 5]);
    // 4 comes after 0 and 1 were met: 2 is its successor's place, 3 has the lower index.
    expect([...log.rank]).toEqual([1, 1, 3, 6]);
    expect([...log.candidates]).toEqual([6, 5, 4, 6]);
    expect([...log.top.subarray(20, 30)]).toEqual([2, 3, 4, 5, -1, -1, -1, -1, -1, -1]);
    expect(log.observed).toBe(2);
    expect(log.ms).toBeGreaterThan(0);
  });

  it('what is not to be predicted is observed all the same, up to the last prediction', async () => {
    const seen: EvaluatedEvent[][] = [];
    const watching = scoring(ITEMS, (item, events) => {
      if (item === 0) seen.push([...events]);
      return 0;
    });
    const log = await walk(watching, [caseOf([3, 3, 2, 3, 1, 0, 5], [0, 2, 4])], { items: ITEMS });
    const like = (item: number) => ({ item, type: 'like' });
    expect(seen).toEqual([[], [like(3), like(3)], [like(3), like(3), like(2), like(3)]]);
    expect([...log.events]).toEqual([0, 2, 4]);
    expect([...log.candidates]).toEqual([6, 5, 4]);
    expect(log.observed).toBe(4);
  });

  it('ranks among negatives where there are any', async () => {
    const log = await walk(scoring(ITEMS, successor), [caseOf([0, 3], [1], [4, 5])], { items: ITEMS });
    expect([log.rank[0], log.candidates[0]]).toEqual([1, 3]);
    expect([...log.top].slice(0, 4)).toEqual([3, 4, 5, -1]);
  });

  it('gives the same log however many walk side by side, and whether scores come at once or later', async () => {
    const random = new Sfc32(3);
    const cases = Array.from({ length: 9 }, () => caseOf(Array.from({ length: random.below(5) }, () => random.below(ITEMS))));
    const alone = await walk(scoring(ITEMS, successor), cases, { items: ITEMS, visitors: 1 });
    for (const [visitors, late] of [[4, false], [64, false], [3, true], [64, true]] as const) {
      const log = await walk(scoring(ITEMS, successor, late), cases, { items: ITEMS, visitors });
      expect({ ...log, ms: 0 }).toEqual({ ...alone, ms: 0 });
    }
  });

  it('has as many under way as it may, and counts up those who are through', async () => {
    const over: number[] = [];
    const cases = [caseOf([0, 1, 4]), caseOf([5, 2]), caseOf([3]), caseOf([]), caseOf([1, 2, 3])];
    await walk(scoring(ITEMS, successor), cases, { items: ITEMS, visitors: 2, onRound: (count) => over.push(count) });
    // The two of three events begin; the second takes the first's place, the third the fifth's, the fourth has nothing to do.
    expect(over).toEqual([0, 0, 2, 3, 5]);
  });

  it('starts the longest first, equals in their order, so that no long one walks alone at the end', () => {
    const cases = [caseOf([0, 1]), caseOf([5, 2, 3]), caseOf([]), caseOf([3, 1]), caseOf([1, 2, 3, 4])];
    expect(servingOrder(cases)).toEqual([4, 1, 0, 3, 2]);
  });

  it('stops between two rounds when it is told to', async () => {
    const aborter = new AbortController();
    let rounds = 0;
    const stopping = scoring(ITEMS, () => {
      if (++rounds === 2 * ITEMS) aborter.abort();
      return 0;
    });
    await expect(walk(stopping, [caseOf([0, 1, 2, 3])], { items: ITEMS, signal: aborter.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(rounds).toBe(2 * ITEMS);
  });

  it('passes on what a recommender throws', async () => {
    const failing = scoring(ITEMS, () => NaN, true);
    await expect(walk(failing, [caseOf([0]), caseOf([1])], { items: ITEMS })).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('logs', () => {
  it('of pieces, joined, are the log of the whole; the first users of it are a piece again', async () => {
    const cases = [caseOf([0, 1]), caseOf([]), caseOf([2]), caseOf([3, 4, 5])];
    const whole = await walk(scoring(ITEMS, successor), cases, { items: ITEMS });
    const first = await walk(scoring(ITEMS, successor), cases.slice(0, 3), { items: ITEMS });
    const rest = await walk(scoring(ITEMS, successor), cases.slice(3), { items: ITEMS, firstUser: 3 });
    const joined = joinLogs([first, rest]);
    expect({ ...joined, ms: 0 }).toEqual({ ...whole, ms: 0 });
    expect(joined.ms).toBeCloseTo(first.ms + rest.ms, 9);
    expect({ ...firstUsers(whole, 3), ms: 0, observed: 0 }).toEqual({ ...first, ms: 0, observed: 0 });
    expect(firstUsers(whole, 99)).toEqual(whole);
  });
});
