import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyContract } from './accuracy-contract.ts';
import { f1 } from './f1.ts';
import { recall } from './hit-rate.ts';
import { precision } from './precision.ts';
import { rankings } from './ranked-lists.fixture.ts';

accuracyContract(f1);

it('is the harmonic mean: precision 1/4 and recall 1/2 give 1/3', () => {
  expect(f1([5, 3, 8, 1], new Set([3, 9]), 4)).toBeCloseTo(1 / 3, 15);
});

it('is 2·hits / (k + relevant), and lies between precision and recall', () => {
  fc.assert(
    fc.property(rankings, ({ list, relevant, k }) => {
      const [p, r, f] = [precision(list, relevant, k), recall(list, relevant, k), f1(list, relevant, k)];
      expect(f).toBeCloseTo((2 * p * k) / (k + relevant.size), 12);
      expect(f).toBeGreaterThanOrEqual(Math.min(p, r) - 1e-12);
      expect(f).toBeLessThanOrEqual(Math.max(p, r) + 1e-12);
    }),
  );
});
