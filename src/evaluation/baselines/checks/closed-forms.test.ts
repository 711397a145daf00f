/** EASE and iALS against numpy and scipy, on random data. */
import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../../../random.ts';
import { trainingSet } from '../training-set.fixture.ts';
import { compareClosedForms, python, reason } from './compare-closed-forms.fixture.ts';

const ITEMS = 90;

describe.each([1, 2])(`closed forms${reason}, seed %i`, (seed) => {
  it.skipIf(python === undefined)('agree with scipy', async () => {
    const random = new Sfc32(seed);
    // Squares favour low numbers, so that items differ in popularity; some repeat, and the last ones never occur.
    const history = () => Array.from({ length: 1 + random.below(25) }, () => Math.floor(80 * random.uniform() ** 2));
    const histories = Array.from({ length: 120 }, history);
    const found = await compareClosedForms(
      {
        train: trainingSet(histories, ITEMS),
        visitors: Array.from({ length: 10 }, () => [random.below(5), ...history()]),
        rows: [...new Set(histories.flat())],
        lambda: 20,
        ials: { dim: 16, lambda: 0.01, alpha0: 0.1, iterations: 4 },
      },
      seed,
    );
    expect(found.ease.difference).toBeLessThan(1e-6);
    expect(found.ials.difference).toBeLessThan(1e-4);
    // Of a realistic size, or an absolute tolerance would say little.
    expect(found.ease.largest).toBeGreaterThan(0.05);
    expect(found.ials.largest).toBeGreaterThan(0.3);
  });
});
