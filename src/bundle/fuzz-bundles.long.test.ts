import { expect, test } from 'vitest';
import { startTfjs } from '../training/tfjs-node.ts';
import { BundleFuzzer } from './fuzz-bundles.fixture.ts';

const ROUNDS = 20_000;

/** Of them with a learner, whose steps take most of the time. */
const LEARNED = 4_000;

test(`${ROUNDS} damaged bundles are refused with a reason, or rank @fuzz`, async () => {
  const fuzzer = await BundleFuzzer.make();
  for (let seed = 1_000_000; seed < 1_000_000 + ROUNDS; seed++) await fuzzer.round(seed);
  const ends = [...fuzzer.ends].sort(([, a], [, b]) => b - a).map(([end, times]) => `${times} ${end}`);
  console.log(`the longest took ${fuzzer.longest.toFixed(0)} ms of the processor; ended with: ${ends.join(', ')}`);
  expect(fuzzer.ends.get('opened')).toBeGreaterThan(0);
});

test(`${LEARNED} damaged bundles, and those that open learn @fuzz`, async () => {
  await startTfjs('wasm');
  const fuzzer = await BundleFuzzer.make({ learns: true });
  // The first event compiles what later ones use.
  for (let seed = 2_000_000; !fuzzer.ends.has('opened'); seed++) await fuzzer.round(seed).catch(() => undefined);
  for (let seed = 3_000_000; seed < 3_000_000 + LEARNED; seed++) await fuzzer.round(seed);
  console.log(`the longest took ${fuzzer.longest.toFixed(0)} ms of the processor; ${fuzzer.ends.get('opened')} learned`);
  expect(fuzzer.ends.get('opened')).toBeGreaterThan(LEARNED / 20);
});
