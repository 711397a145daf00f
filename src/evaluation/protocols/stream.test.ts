import { describe, expect, it } from 'vitest';
import { splitUsers } from '../../catalog/split-users.ts';
import { checkSplit } from '../check-split.ts';
import { plantedDataset, smallDataset } from '../testing/small-dataset.ts';
import { streamSplit } from './stream.ts';

describe('streamSplit', () => {
  it('holds out whole users, by their ids and the seed: none of their events can be learned from', () => {
    const dataset = plantedDataset({ users: 100 });
    const { train, validation, test } = streamSplit(dataset, 3);
    const parts = splitUsers(dataset.users, { seed: 3, validation: 0.05, test: 0.1 });
    expect(test.map(({ user }) => user)).toEqual([...parts.test]);
    expect(validation.map(({ user }) => user)).toEqual([...parts.validation]);
    expect([...train.users]).toEqual([...parts.train]);
    expect(test.length).toBeGreaterThan(0);
    const events = (user: number) => train.histories.offsets[user + 1] - train.histories.offsets[user];
    for (const { user } of [...test, ...validation]) expect(events(user)).toBe(0);
    for (const user of train.users) expect(events(user)).toBe(dataset.offsets[user + 1] - dataset.offsets[user]);
    expect(train.histories.itemOf).toHaveLength(train.users.reduce((sum, user) => sum + events(user), 0));
    expect(() => checkSplit(streamSplit(dataset, 3))).not.toThrow();
  });

  it('serves the first 500 events in order, and predicts no item twice', () => {
    const long = Array.from({ length: 620 }, (_, i) => (i < 300 ? i : i - 300));
    const dataset = smallDataset(Array.from({ length: 60 }, () => long));
    const { test } = streamSplit(dataset, 1);
    expect([...test[0].items]).toEqual(long.slice(0, 500));
    expect([...test[0].predicted]).toEqual(Array.from({ length: 300 }, (_, i) => i));
    const { test: repeating } = streamSplit(smallDataset(Array.from({ length: 60 }, () => [4, 4, 1, 4, 2])), 1);
    expect([...repeating[0].predicted]).toEqual([0, 2, 4]);
    expect(repeating[0].negatives).toBeNull();
  });

  it('says that data without order have none, and what to do where users are too few', () => {
    const histories = Array.from({ length: 60 }, () => [0, 1]);
    expect(streamSplit(smallDataset(histories, { ordered: false }), 1).notes).toEqual(['The data have no order: events are served in a shuffled one.']);
    expect(() => streamSplit(smallDataset([[0, 1], [1, 0]]), 1)).toThrowErrorMatchingInlineSnapshot(`[OptionError: protocol: stream holds out whole users, and of 2 it has 2 to train, 0 to validate and 0 to test; bring more users, another seed, or take protocol full]`);
  });
});
