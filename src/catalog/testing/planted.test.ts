import { afterAll, describe, expect, it } from 'vitest';

import { readDataset } from '../read-dataset.ts';
import { planted } from './planted.ts';
import { temporaryFiles } from './temporary-files.ts';

const files = temporaryFiles(afterAll);

describe('planted', () => {
  const { interactions, items, truth } = planted();
  const { histories, groupOf, nextOf, tastesOf, popularity } = truth;

  it('is read back as the truth says', async () => {
    const data = await readDataset({ interactions: files.write(interactions), items: files.write(items) });
    expect(data.items.map(({ id }) => id)).toEqual(truth.itemIds);
    expect(data.ordered).toBe(true);
    const order = new Map(data.users.map((id, user) => [id, Array.from(data.itemOf.subarray(data.offsets[user], data.offsets[user + 1]))]));
    expect(truth.userIds.map((id) => order.get(id))).toEqual(histories);
  });

  it('is the same for the same seed, another for another', () => {
    expect(planted()).toEqual({ interactions, items, truth });
    expect(planted({ seed: 2 }).interactions).not.toBe(interactions);
  });

  it('holds what was planted: taste, sequence, popularity, cold items', () => {
    const events = histories.flat();
    const inTaste = histories.map((history, user) => history.filter((item) => tastesOf[user].includes(groupOf[item])).length);
    const share = inTaste.reduce((sum, count) => sum + count, 0) / events.length;
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.97);

    const steps = histories.flatMap((history) => history.slice(1).map((item, i) => nextOf[history[i]] === item));
    const followed = steps.filter(Boolean).length / steps.length;
    expect(followed).toBeGreaterThan(0.35);
    expect(followed).toBeLessThan(0.65);

    expect(histories.every((history) => new Set(history).size === history.length)).toBe(true);
    const counts = groupOf.map((_, item) => events.filter((other) => other === item).length);
    const cold = popularity.flatMap((weight, item) => (weight === 0 ? [counts[item]] : []));
    expect(cold).toEqual(Array.from({ length: 12 }, () => 0));
    const top = popularity.flatMap((weight, item) => (weight >= 0.2 ? [counts[item]] : []));
    expect(top.reduce((sum, count) => sum + count, 0) / events.length).toBeGreaterThan((2 * top.length) / groupOf.length);
  });

  it('refuses histories longer than the catalogue', () => {
    expect(() => planted({ groups: 1, itemsPerGroup: 10 })).toThrow(RangeError);
  });
});
