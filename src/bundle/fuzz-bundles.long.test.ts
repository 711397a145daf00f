import { expect, test } from 'vitest';
import { BundleFuzzer } from './fuzz-bundles.fixture.ts';

const ROUNDS = 20_000;

test(`${ROUNDS} damaged bundles are refused with a reason, or rank @fuzz`, async () => {
  const fuzzer = await BundleFuzzer.make();
  for (let seed = 1_000_000; seed < 1_000_000 + ROUNDS; seed++) await fuzzer.round(seed);
  const ends = [...fuzzer.ends].sort(([, a], [, b]) => b - a).map(([end, times]) => `${times} ${end}`);
  console.log(`the longest took ${fuzzer.longest.toFixed(0)} ms of the processor; ended with: ${ends.join(', ')}`);
  expect(fuzzer.ends.get('opened')).toBeGreaterThan(0);
});
