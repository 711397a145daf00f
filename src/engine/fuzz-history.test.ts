import { expect, test } from 'vitest';
import { fuzzHistories } from './fuzz-history.fixture.ts';

test('1,000 damaged or made-up histories are refused with a reason, or are histories @fuzz', async () => {
  const { refused, taken, longest } = await fuzzHistories(0, 1000);
  expect(refused).toBeGreaterThan(500);
  expect(taken).toBeGreaterThan(10);
  expect(longest).toBeLessThan(1000);
});
