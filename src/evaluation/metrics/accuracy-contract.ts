/** What every accuracy metric of a ranked list promises. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OptionError } from '../../errors.ts';
import { type Accuracy, ITEMS, raised, rankings } from './ranked-lists.fixture.ts';

export function accuracyContract(metric: Accuracy): void {
  it('lies in [0, 1], and is 0 without a hit and without truth', () => {
    fc.assert(
      fc.property(rankings, ({ list, relevant, k }) => {
        const value = metric(list, relevant, k);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
        const hits = list.slice(0, k).filter((item) => relevant.has(item)).length;
        expect(value > 0).toBe(hits > 0);
        expect(metric(list, new Set(), k)).toBe(0);
        expect(metric([], relevant, k)).toBe(0);
      }),
    );
  });

  it('never falls when a relevant item moves up past one that is not', () => {
    fc.assert(
      fc.property(rankings, fc.nat(), ({ list, relevant, k }, seed) => {
        fc.pre(list.length >= 2);
        const place = 1 + (seed % (list.length - 1));
        fc.pre(relevant.has(list[place]) && !relevant.has(list[place - 1]));
        expect(metric(raised(list, place), relevant, k)).toBeGreaterThanOrEqual(metric(list, relevant, k));
      }),
    );
  });

  it('does not care what the items are called, nor what stands below the cut-off', () => {
    fc.assert(
      fc.property(rankings, ({ list, relevant, k }) => {
        const value = metric(list, relevant, k);
        const renamed = (item: number) => 1000 - 7 * item;
        expect(metric(list.map(renamed), new Set([...relevant].map(renamed)), k)).toBe(value);
        expect(metric(list.slice(0, k), relevant, k)).toBe(value);
      }),
    );
  });

  it('takes a typed array, and a cut-off beyond the catalogue', () => {
    expect(metric(Int32Array.of(4, 2), new Set([4]), ITEMS * 10)).toBe(metric([4, 2], new Set([4]), ITEMS * 10));
  });

  it('refuses a cut-off that is no count', () => {
    for (const k of [0, -1, 1.5, NaN]) expect(() => metric([1], new Set([1]), k)).toThrow(OptionError);
  });
}
