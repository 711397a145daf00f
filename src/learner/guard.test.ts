import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GuardRecord, GUARD_SIZE, guardWeight, judged, readGuard, regret } from './guard.ts';

const NEW: GuardRecord = { advantage: 0, ahead: 0, gained: 0, better: 0, judged: 0 };
const after = (gains: readonly number[], from = NEW) => gains.reduce((record, gain) => judged(record, gain, 0), from);
const times = (count: number, gain: number) => Array.from({ length: count }, () => gain);

it('trusts the personal part by 88 % before anything is known, and the more the better it foretold', () => {
  expect(guardWeight(0)).toBeCloseTo(0.8808, 4);
  expect(guardWeight(-2)).toBe(0.5);
  expect(guardWeight(5)).toBeCloseTo(0.99909, 5);
  expect(guardWeight(-5)).toBeCloseTo(0.0474, 4);
});

it('by hand: what each event adds to the record', () => {
  const one = judged(NEW, -1, -1.5);
  expect(one).toEqual({ advantage: 0.5, ahead: 0.5, gained: expect.closeTo(Math.log(0.880797 * Math.exp(0.5) + 0.119203), 5), better: 1, judged: 1 });
  const two = judged(one, -3, -2);
  expect(two).toMatchObject({ advantage: expect.closeTo(0.495 - 1, 9), ahead: -0.5, better: 1, judged: 2 });
  expect(judged(NEW, -2, -2)).toMatchObject({ advantage: 0, gained: 0, better: 1 });
});

it('is read from flat numbers, in its order', () => {
  expect(GUARD_SIZE).toBe(5);
  expect(readGuard([1, 2, 3, 4, 5])).toEqual({ advantage: 1, ahead: 2, gained: 3, better: 4, judged: 5 });
});

describe('bounds', () => {
  it('one event counts 1.5 nats at the most, and no run of them leads further than 5', () => {
    expect(after([40]).advantage).toBe(1.5);
    expect(after([-40]).advantage).toBe(-1.5);
    expect(after(times(100, 40)).advantage).toBe(5);
    expect(after(times(100, -40)).advantage).toBe(-5);
  });

  it('ten ordinary events lead back from the worst, and to it', () => {
    const worst = after(times(100, -3));
    expect(guardWeight(worst.advantage)).toBeLessThan(0.05);
    expect(guardWeight(after(times(10, 0.5), worst).advantage)).toBeGreaterThan(0.85);
    const best = after(times(100, 3));
    expect(guardWeight(after(times(10, -1), best).advantage)).toBeLessThan(0.15);
  });

  it('numbers that are none turn it off, and stay out of the sums', () => {
    const before = after([0.5, -0.2]);
    for (const [personal, frozen] of [[NaN, -1], [-Infinity, -1], [-1, NaN], [Infinity, Infinity]]) {
      expect(judged(before, personal, frozen)).toEqual({ ...before, advantage: -5, judged: 3 });
    }
    expect(Object.values(after(times(50, 1e6))).every(Number.isFinite)).toBe(true);
    expect(Object.values(after(times(50, -1e6))).every(Number.isFinite)).toBe(true);
  });
});

describe('regret', () => {
  // −ln of the smaller prior, that of the frozen model.
  const prior = -Math.log(1 - guardWeight(0));
  const gains = (most: number, maxLength: number) => fc.array(fc.double({ min: -most, max: most, noNaN: true }), { maxLength });

  it('of one event is no more than −ln of the prior of the better model', () => {
    fc.assert(
      fc.property(fc.double({ min: -70, max: 70, noNaN: true }), (gain) => {
        expect(regret(after([gain]))).toBeLessThanOrEqual(-Math.log(gain > 0 ? guardWeight(0) : 1 - guardWeight(0)) + 1e-9);
      }),
    );
  });

  it('of any run is no more than that, and what fading and bounds cost: .05 an event, as both ways stay open', () => {
    fc.assert(
      fc.property(gains(1.5, 300), (run) => {
        expect(regret(after(run))).toBeLessThanOrEqual(prior + 0.05 * run.length + 1e-9);
      }),
    );
    // Far from the worst case where one of them stays the better: a frozen model that is always half a nat ahead.
    expect(regret(after(times(200, -0.5)))).toBeLessThan(6);
    expect(regret(after(times(200, 0.5)))).toBeLessThan(0.3);
  });
});
