import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outside95, percentileInterval } from './percentile-interval.ts';

it('leaves 25 of 1,000 out on either side', () => {
  const shuffled = Float64Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000);
  expect(percentileInterval(shuffled)).toEqual([25, 974]);
});

it('leaves none out of fewer than 40', () => {
  expect([outside95(39), outside95(40), outside95(1000)]).toEqual([0, 1, 25]);
  expect(percentileInterval(Float64Array.of(3, 1, 2))).toEqual([1, 3]);
  expect(percentileInterval(Float64Array.of(5))).toEqual([5, 5]);
});

it('of the negated statistic is the negated interval', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 200 }), (values) => {
      const [low, high] = percentileInterval(Float64Array.from(values));
      expect(low).toBeLessThanOrEqual(high);
      expect(percentileInterval(Float64Array.from(values, (value) => 0 - value))).toEqual([0 - high, 0 - low]);
    }),
  );
});
