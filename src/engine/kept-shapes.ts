/**
 * Whether what storage gives back is what was put there. Another version of this program, or another program of the
 * same site, may have written it; a page must not fail by what it could make again.
 */
import * as v from 'valibot';
import { type KeptCalibration, type KeptCatalogue } from '../history/history-store.ts';
import { type Ranking, type Steering } from '../types.ts';

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const ranking = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  surface: v.string(),
  items: v.array(
    v.object({
      item: v.object({
        id: v.string(),
        title: v.string(),
        genres: v.array(v.string()),
        year: v.nullable(v.pipe(v.number(), v.safeInteger())),
        extra: v.record(v.string(), v.string()),
      }),
      position: count,
      score: number,
    }),
  ),
  events: count,
  rankMs: number,
});

const scorer = v.picklist(['webgpu', 'simd', 'typescript']);
const calibration = v.object({
  bundle: v.string(),
  adapter: v.string(),
  chosen: scorer,
  trials: v.array(v.object({ kind: scorer, rankMs: v.nullable(v.pipe(number, v.minValue(0))), fault: v.optional(v.string()) })),
});

const catalogue = v.object({ bundle: v.string(), unknown: v.array(v.string()) });

const steering = v.object({
  explore: v.pipe(number, v.minValue(0), v.maxValue(1)),
  genres: v.record(v.string(), v.pipe(number, v.minValue(-2), v.maxValue(2))),
  hidden: v.array(v.string()),
});

export function isSteering(value: unknown): value is Steering {
  return v.is(steering, value);
}

export function isRanking(value: unknown): value is Ranking {
  return v.is(ranking, value);
}

export function isCalibration(value: unknown): value is KeptCalibration {
  return v.is(calibration, value);
}

export function isCatalogue(value: unknown): value is KeptCatalogue {
  return v.is(catalogue, value);
}
