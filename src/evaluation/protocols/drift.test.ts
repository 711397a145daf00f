import { describe, expect, it } from 'vitest';
import { checkSplit } from '../check-split.ts';
import { plantedDataset, smallDataset } from '../testing/small-dataset.ts';
import { driftSplit } from './drift.ts';

describe('driftSplit', () => {
  it('learns from nothing that came on the date or later, and tests all who began then', () => {
    // User u begins at second 1,000 · u.
    const dataset = plantedDataset({ users: 100, minEvents: 5, maxEvents: 12 });
    const { train, validation, test, heldOut, wholeUsers } = driftSplit(dataset, 1, 80_003);
    expect(test.map(({ user }) => user)).toEqual(Array.from({ length: 19 }, (_, i) => 81 + i));
    expect([...train.users, ...validation.map(({ user }) => user)].sort((a, b) => a - b)).toEqual(Array.from({ length: 81 }, (_, user) => user));
    expect(validation.length).toBeGreaterThan(0);
    expect(wholeUsers).toBe(true);
    const { offsets } = train.histories;
    // Of the one who was under way on the date, what came before it.
    expect(offsets[81] - offsets[80]).toBe(3);
    for (const { user } of [...validation, ...test]) expect(offsets[user + 1] - offsets[user]).toBe(0);
    expect(heldOut).toHaveLength(dataset.offsets[100] - dataset.offsets[81]);
    for (const each of test) expect([...each.items]).toEqual([...dataset.itemOf.subarray(dataset.offsets[each.user], dataset.offsets[each.user + 1])]);
    expect(() => checkSplit(driftSplit(dataset, 1, 80_003))).not.toThrow();
  });

  it('goes by time where another column orders events, and keeps that order', () => {
    const users = Array.from({ length: 60 }, () => [3, 1, 2]);
    const dataset = smallDataset([...users, [0, 4]], { times: [...users.map(() => [20, 5, 7]), [10, 11]] });
    const { train, validation, test } = driftSplit(dataset, 1, 10);
    expect([...train.histories.itemOf.subarray(0, 4)]).toEqual([1, 2, 1, 2]);
    expect([...validation[0].items]).toEqual([1, 2]);
    expect(test.map(({ items }) => [...items])).toEqual([[0, 4]]);
  });

  it('says what there is where a part has nobody', () => {
    const dataset = plantedDataset({ users: 100 });
    expect(() => driftSplit(dataset, 1, 0)).toThrowErrorMatchingInlineSnapshot(`[OptionError: since: 1970-01-01: of 100 users there are 0 to train and 0 to validate who began before, and 100 to test who began then or later; take another date, another seed, or bring more users]`);
    expect(() => driftSplit(dataset, 1, 86_400_000)).toThrowErrorMatchingInlineSnapshot(`[OptionError: since: 1972-09-27: of 100 users there are 92 to train and 8 to validate who began before, and 0 to test who began then or later; take another date, another seed, or bring more users]`);
    expect(() => driftSplit(smallDataset([[0, 1]]), 1, 5)).toThrow('since: needs the time of every event');
  });
});
