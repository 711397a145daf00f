import { expect, test } from 'vitest';
import { BundleFuzzer } from './fuzz-bundles.fixture.ts';

const ROUNDS = 600;

test(`${ROUNDS} damaged bundles are refused with a reason, or rank @fuzz`, async () => {
  const fuzzer = await BundleFuzzer.make();
  for (let seed = 0; seed < ROUNDS; seed++) await fuzzer.round(seed);
  // Every file was at fault at times, and some damage does no harm.
  expect([...fuzzer.ends.keys()].sort()).toMatchInlineSnapshot(`
    [
      "bundle.json",
      "items/ids.json",
      "items/text-00000.json",
      "items/text-00001.json",
      "items/text-00002.json",
      "opened",
      "weights/items-00000.safetensors",
      "weights/items-00001.safetensors",
      "weights/memory.safetensors",
      "weights/network.safetensors",
      "weights/orders.safetensors",
    ]
  `);
});
