/** What every baseline owes the evaluation, whatever its formula. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../errors.ts';
import { type Recommender } from '../recommender.ts';
import { BASELINES } from './baselines.ts';
import { plantedSet, scoresAfter, trainingSet } from './training-set.fixture.ts';

const HELD = 60;
const { train, test } = plantedSet(HELD);
const unordered = plantedSet(HELD, false).train;

/**
 * Share of held-out events in the ten best of 252 items, each from the events before: .04 at random. Bounds are what was found
 * with this seed and about .08 to either side.
 */
const HIT_RATE: Record<string, [least: number, most: number]> = {
  popularity: [0.06, 0.2],
  'first-popularity': [0.06, 0.2],
  transitions: [0.5, 0.66],
  content: [0.29, 0.45],
  'item-knn': [0.43, 0.59],
  'user-knn': [0.38, 0.54],
  hybrid: [0.52, 0.68],
  ease: [0.37, 0.53],
  ials: [0.34, 0.5],
};

it('each has a name of its own and few candidates, all different', () => {
  expect(BASELINES.map(({ name }) => name).sort()).toEqual(Object.keys(HIT_RATE).sort());
  for (const { candidates } of BASELINES) {
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.length).toBeLessThanOrEqual(6);
    expect(new Set(candidates.map((settings) => JSON.stringify(settings))).size).toBe(candidates.length);
  }
});

describe.each(BASELINES)('$name', (baseline) => {
  it('finds what was planted, and no more than that', async () => {
    const rate = await hitRate(await baseline.fit(train, baseline.candidates[0]));
    const [least, most] = HIT_RATE[baseline.name];
    expect(rate).toBeGreaterThan(least);
    expect(rate).toBeLessThan(most);
  });

  it('gives finite scores with every candidate, to strangers too, with and without order', async () => {
    for (const settings of baseline.candidates) {
      for (const set of [train, unordered]) {
        const fitted = await baseline.fit(set, settings);
        for (const events of [[], [250], test[0].slice(0, 6)]) {
          const scores = await scoresAfter(fitted, events);
          expect(scores).toHaveLength(252);
          expect(scores.every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it('says the same of a history however often it was asked, beside other visitors', async () => {
    const fitted = await baseline.fit(train, baseline.candidates[0]);
    const [one, other] = [fitted.start(), fitted.start()];
    for (let at = 0; at < 10; at++) {
      await one.observe({ item: test[0][at], type: 'view' });
      await other.observe({ item: test[1][at], type: 'like' });
      await other.scores();
    }
    const asked = await scoresAfter(fitted, test[0].slice(0, 10));
    expect([...(await one.scores())]).toEqual(asked);
  });

  it('is the same from equal data, settings and seed', async () => {
    const again = { ...train };
    const settings = baseline.candidates.at(-1) ?? {};
    const scores = [];
    for (const set of [train, again]) scores.push(await scoresAfter(await baseline.fit(set, settings, { seed: 4 }), test[2].slice(0, 5)));
    expect(scores[0]).toEqual(scores[1]);
  });

  it('does not read the order of a history where there is none', async () => {
    const fitted = await baseline.fit(unordered, baseline.candidates[0]);
    const events = test[3].slice(0, 8);
    const forwards = await scoresAfter(fitted, events);
    const backwards = await scoresAfter(fitted, events.toReversed());
    forwards.forEach((score, item) => expect(backwards[item]).toBeCloseTo(score, 4));
  });

  it('learns from training users only', async () => {
    const fitted = await baseline.fit({ ...trainingSet([[0, 1], [0, 1], [2, 3]], 4), users: Int32Array.of(0, 1) }, {});
    const scores = await scoresAfter(fitted, [0]);
    expect(scores[3]).toBe(scores[2]);
    if (baseline.name !== 'content') expect(scores[1]).toBeGreaterThan(scores[2]);
  });

  it('refuses a setting it does not have', async () => {
    await expect((async () => baseline.fit(train, { neighbors: 3 }))()).rejects.toThrow(OptionError);
  });
});

/** Seen items out; ties count against it. */
async function hitRate(fitted: Recommender): Promise<number> {
  let hits = 0;
  let predictions = 0;
  for (const history of test) {
    const visitor = fitted.start();
    for (const [at, item] of history.entries()) {
      const scores = await visitor.scores();
      const seen = new Set(history.slice(0, at));
      let rank = 1;
      for (let other = 0; other < scores.length; other++) if (other !== item && !seen.has(other) && scores[other] >= scores[item]) rank++;
      hits += rank <= 10 ? 1 : 0;
      predictions++;
      await visitor.observe({ item, type: 'view' });
    }
  }
  return hits / predictions;
}
