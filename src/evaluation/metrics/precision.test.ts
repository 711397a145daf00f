import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyContract } from './accuracy-contract.ts';
import { recall } from './hit-rate.ts';
import { precision } from './precision.ts';
import { rankings } from './ranked-lists.fixture.ts';

accuracyContract(precision);

it('is the share of k places that hit, empty places among them', () => {
  expect(precision([5, 3, 8, 1], new Set([8, 3, 1]), 3)).toBeCloseTo(2 / 3, 15);
  expect(precision([5, 3], new Set([5, 3]), 10)).toBe(0.2);
});

it('times k is the number of hits, as recall times the number of relevant items is', () => {
  fc.assert(
    fc.property(rankings, ({ list, relevant, k }) => {
      expect(precision(list, relevant, k) * k).toBeCloseTo(recall(list, relevant, k) * relevant.size, 12);
    }),
  );
});
