import { expect, test } from 'vitest';
import { fuzzHistories } from './fuzz-history.fixture.ts';

test('20,000 damaged or made-up histories are refused with a reason, or are histories @fuzz', async () => {
  const { refused, taken, longest } = await fuzzHistories(1_000_000, 20_000);
  console.log(`${refused} refused, ${taken} taken; the longest took ${longest.toFixed(0)} ms of the processor`);
  expect(refused).toBeGreaterThan(0);
  expect(taken).toBeGreaterThan(0);
  expect(longest).toBeLessThan(1000);
});
