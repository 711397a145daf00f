import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSplit } from '../check-split.ts';
import { type ProtocolSplit } from '../protocol-split.ts';
import { plantedDataset, smallDataset } from '../testing/small-dataset.ts';
import { fullSplit } from './full.ts';
import { ncfSplit } from './ncf.ts';

const HISTORIES = [[0, 1, 2, 3], [4, 2, 4, 1], [5], [1, 1], [3, 0]];

function trained({ train }: ProtocolSplit): number[][] {
  const { offsets, itemOf } = train.histories;
  return Array.from({ length: offsets.length - 1 }, (_, user) => [...itemOf.subarray(offsets[user], offsets[user + 1])]);
}

describe('protocol full', () => {
  it('holds out the last event of an item met once, of one tenth of the users the one before too', () => {
    const split = fullSplit(smallDataset(HISTORIES), 1, null);
    expect(split.test.map(({ user, items, predicted }) => [user, [...items], [...predicted]])).toEqual([
      [0, [0, 1, 2, 3], [3]],
      [1, [4, 2, 4, 1], [3]],
      [4, [3, 0], [1]],
    ]);
    expect(split.validation).toHaveLength(1);
    const [validated] = split.validation;
    const others = { 0: [0, 1, 2], 1: [4, 4, 2] }[validated.user];
    expect([...validated.items]).toEqual(others);
    expect([...validated.predicted]).toEqual([2]);
    expect(trained(split)).toEqual(validated.user === 0 ? [[0, 1], [4, 2, 4], [5], [1, 1], [3]] : [[0, 1, 2], [4, 4], [5], [1, 1], [3]]);
    expect([...split.train.users]).toEqual([0, 1, 2, 3, 4]);
    expect(split.wholeUsers).toBe(false);
  });

  it('keeps the types beside their items', () => {
    const types = [['view', 'like', 'dislike', 'view'] as const, ['view', 'view'] as const].map((list) => [...list]);
    const { test } = fullSplit(smallDataset([[0, 1, 2, 1], [0, 1]], { types }), 1, null);
    expect([[...test[0].items], [...test[0].types]]).toEqual([[0, 1, 1, 2], [0, 2, 0, 3]]);
  });

  it('of data without order takes any event, by the seed', () => {
    const histories = Array.from({ length: 40 }, () => [0, 1, 2, 3, 4, 5]);
    const targets = (seed: number) => fullSplit(smallDataset(histories, { ordered: false }), seed, null).test.map(({ items }) => items[5]);
    expect(new Set(targets(1)).size).toBe(6);
    expect(targets(1)).toEqual(targets(1));
    expect(targets(1)).not.toEqual(targets(2));
    expect(fullSplit(smallDataset(histories, { ordered: false }), 1, null).notes).toHaveLength(1);
  });

  it('lets nothing that is predicted be learned from, for any histories', () => {
    const anyHistories = fc.array(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(anyHistories, fc.boolean(), fc.nat(), (histories, ordered, seed) => {
        const dataset = smallDataset([...histories, [0, 1, 2]], { ordered, items: 7 });
        for (const split of [fullSplit(dataset, seed, null), ncfSplit(dataset, seed, null)]) {
          checkSplit(split);
          expect(split.test.length).toBeGreaterThan(0);
          const heldOut = new Set(split.validation.map(({ user }) => user));
          trained(split).forEach((items, user) => {
            const gone = Number(split.test.some((each) => each.user === user)) + Number(heldOut.has(user));
            expect(items).toHaveLength(dataset.offsets[user + 1] - dataset.offsets[user] - gone);
          });
        }
      }),
    );
  });

  it('validates on at most 1,000 users', () => {
    const split = fullSplit(smallDataset(Array.from({ length: 10_500 }, () => [0, 1, 2])), 1, null);
    expect([split.validation.length, split.test.length]).toEqual([1000, 10_500]);
  });

  it('says what is missing where nobody has events enough', () => {
    expect(() => fullSplit(smallDataset([[0, 1], [2, 2, 2]]), 1, null)).toThrowErrorMatchingInlineSnapshot(`[OptionError: protocol: ncf and full need users with 3 events, two of them on items met once, and of 2 there are none; bring more data]`);
  });
});

describe('protocol ncf', () => {
  it('ranks the same events among 99 items the user never had', () => {
    const dataset = plantedDataset({ users: 50 });
    const [full, ncf] = [fullSplit(dataset, 5, null), ncfSplit(dataset, 5, null)];
    const bare = (split: ProtocolSplit) => [...split.test, ...split.validation].map((each) => ({ ...each, negatives: null }));
    expect(bare(ncf)).toEqual(bare(full));
    expect(trained(ncf)).toEqual(trained(full));
    for (const { user, negatives } of [...ncf.test, ...ncf.validation]) {
      expect(new Set(negatives).size).toBe(99);
      const had = dataset.itemOf.subarray(dataset.offsets[user], dataset.offsets[user + 1]);
      expect(negatives?.filter((item) => had.includes(item))).toHaveLength(0);
    }
    expect(ncfSplit(dataset, 5, null)).toEqual(ncf);
    expect(ncf.test[0].negatives).not.toEqual(ncf.test[1].negatives);
    expect(ncfSplit(dataset, 6, null).test[0].negatives).not.toEqual(ncf.test[0].negatives);
  });

  it('draws from all items alike', () => {
    const dataset = smallDataset(Array.from({ length: 400 }, () => [0, 1, 2]), { items: 303 });
    const drawn = new Int32Array(303);
    for (const { negatives } of ncfSplit(dataset, 1, null).test) for (const item of negatives ?? []) drawn[item]++;
    expect([...drawn.subarray(0, 3)]).toEqual([0, 0, 0]);
    // 400 users × 99 of 300: 132 each, with a standard deviation of 9.4.
    expect(Math.min(...drawn.subarray(3))).toBeGreaterThan(132 - 45);
    expect(Math.max(...drawn.subarray(3))).toBeLessThan(132 + 45);
  });

  it('takes all there are where there are fewer', () => {
    const { test } = ncfSplit(smallDataset(HISTORIES), 1, null);
    expect(test.map(({ negatives }) => [...(negatives ?? [])])).toEqual([[4, 5], [0, 3, 5], [1, 2, 4, 5]]);
  });
});
