import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { NegativeSampler } from './negatives.ts';

describe('NegativeSampler', () => {
  it('mixes uniform and popularity^¾ half and half', () => {
    // Weights 0, 1 and 8 (16^¾), of 9.
    const { probability } = new NegativeSampler(Int32Array.of(0, 1, 16));
    [1 / 6, 1 / 6 + 1 / 18, 1 / 6 + 8 / 18].forEach((p, i) => expect(probability[i]).toBeCloseTo(p, 12));
  });

  it.each([['all alike', [3, 3, 3]], ['nothing counted', [0, 0, 0]]])('is uniform with %s', (_, counts) => {
    const { probability } = new NegativeSampler(Int32Array.from(counts));
    for (const p of probability) expect(p).toBeCloseTo(1 / 3, 12);
  });

  it('draws each item as often as its probability says', () => {
    const random = new Sfc32(8);
    const sampler = new NegativeSampler(Int32Array.from({ length: 50 }, () => random.below(1000)));
    expect(sampler.probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    const draws = 200_000;
    const counts = new Float64Array(50);
    for (const item of sampler.draw(draws, random)) counts[item]++;
    // χ² with 49 degrees of freedom: mean 49, deviation 10.
    const chi2 = counts.reduce((sum, count, i) => sum + (count - draws * sampler.probability[i]) ** 2 / (draws * sampler.probability[i]), 0);
    expect(chi2).toBeGreaterThan(20);
    expect(chi2).toBeLessThan(90);
  });

  it('draws the same for the same seed, and the only item there is', () => {
    const sampler = new NegativeSampler(Int32Array.of(4, 0, 9));
    expect(sampler.draw(100, new Sfc32(1))).toEqual(sampler.draw(100, new Sfc32(1)));
    expect(new NegativeSampler(Int32Array.of(7)).draw(3, new Sfc32(1))).toEqual(Int32Array.of(0, 0, 0));
  });
});
