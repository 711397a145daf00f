import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historiesOf } from './testing/planted-data.ts';
import { trainOptions } from './train-options.ts';
import { configFor, itemCounts, standardisedPopularity, type TrainingData } from './training-data.ts';

const data: TrainingData = {
  histories: historiesOf([[0, 1], [1, 1, 2], [3, 3]], [['view', 'like'], ['like', 'purchase', 'view'], ['click', 'dislike']]),
  features: { names: [], offsets: new Int32Array(5), indices: new Int32Array(0) },
  items: 4,
  ordered: true,
  trainUsers: Int32Array.of(0, 1),
  validationUsers: Int32Array.of(2),
};

it('counts the events of training users only, and the users themselves', () => {
  expect(itemCounts(data)).toEqual({ events: Int32Array.of(1, 3, 1, 0), users: Int32Array.of(1, 2, 1, 0) });
});

it('takes the event types that training users show, in the order of EVENT_TYPES', () => {
  const config = configFor({ ...data, ordered: false }, trainOptions({ dim: 16, maxHistory: 9 }));
  expect(config.eventTypes).toEqual(['view', 'like', 'purchase']);
  expect(config).toMatchObject({ dim: 16, hidden: 32, window: 9, ordered: false });
});

describe('standardisedPopularity', () => {
  it('standardises log(1 + count)', () => {
    // log 1, log 2, log 4 = 0, 1, 2 in units of log 2: mean 1, deviation √(2/3).
    const popularity = standardisedPopularity(Int32Array.of(0, 1, 3));
    [-1, 0, 1].forEach((x, i) => expect(popularity[i]).toBeCloseTo(x / Math.sqrt(2 / 3), 6));
  });

  it('is all zeros where all counts are alike', () => {
    expect(standardisedPopularity(Int32Array.of(5, 5))).toEqual(new Float32Array(2));
    expect(standardisedPopularity(Int32Array.of(7))).toEqual(new Float32Array(1));
  });

  it('has mean 0 and variance 1, and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 2, maxLength: 200 }), (counts) => {
        fc.pre(new Set(counts).size > 1);
        const x = standardisedPopularity(Int32Array.from(counts));
        const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
        expect(mean).toBeCloseTo(0, 4);
        expect(x.reduce((sum, value) => sum + value ** 2, 0) / x.length).toBeCloseTo(1, 3);
        counts.forEach((count, i) => expect(x[i] > x[0]).toBe(count > counts[0] && x[i] !== x[0]));
      }),
    );
  });
});
