import { type Interval } from '../evaluation.ts';

/** How many of so many resamples lie outside a 95 % interval on either side: ⌊resamples / 40⌋, 2.5 %. */
export function outside95(resamples: number): number {
  return Math.floor(resamples / 40);
}

/**
 * The 95 % percentile interval (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13) of a statistic's
 * resamples: without the ⌊resamples / 40⌋ least and as many of the greatest. Nothing is interpolated, so the interval
 * of the negated statistic is the negated interval. Sorts `statistics` in place.
 */
export function percentileInterval(statistics: Float64Array): Interval {
  statistics.sort();
  const outside = outside95(statistics.length);
  return [statistics[outside], statistics[statistics.length - 1 - outside]];
}
