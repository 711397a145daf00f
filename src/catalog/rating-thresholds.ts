import { OptionError } from '../errors.ts';
import type { EventType } from '../types.ts';

/** From which rating on an event is a like, and up to which a dislike; `null`: never. */
export interface RatingThresholds {
  likeAt: number | null;
  dislikeAt: number | null;
}

/** The thresholds a user may set, in the ratings' own unit. */
export interface ThresholdOptions {
  /** Ratings of at least this are likes. Default: 0.8 × the highest rating of the file. */
  likeAt?: number;
  /** Ratings of at most this are dislikes. Default: 0.4 × the highest rating of the file. */
  dislikeAt?: number;
}

const LIKE_SHARE = 0.8;
const DISLIKE_SHARE = 0.4;

/**
 * The thresholds for a file's ratings (NaN = absent): those given, else shares of the highest rating (of 5: 4 and 2).
 * Without ratings, with all the same, or with none above 0 there is no default, and every event is a view.
 * @throws OptionError unless likeAt is above dislikeAt
 */
export function ratingThresholds(ratings: Float32Array, options: ThresholdOptions): RatingThresholds {
  const { lowest, highest } = range(ratings);
  const spread = lowest < highest && highest > 0;
  const likeAt = options.likeAt ?? (spread ? LIKE_SHARE * highest : null);
  const dislikeAt = options.dislikeAt ?? (spread ? DISLIKE_SHARE * highest : null);
  if (likeAt !== null && dislikeAt !== null && !(likeAt > dislikeAt)) {
    const shown = (name: keyof ThresholdOptions, value: number) =>
      options[name] === undefined ? `${value} (the default for ratings up to ${highest})` : String(value);
    throw new OptionError(
      'likeAt',
      `expected a rating above dislikeAt, got ${shown('likeAt', likeAt)} with dislikeAt ${shown('dislikeAt', dislikeAt)}; set both`,
    );
  }
  return { likeAt, dislikeAt };
}

/** @throws OptionError where what is given cannot hold for any file */
export function checkThresholds(options: ThresholdOptions): void {
  for (const name of ['likeAt', 'dislikeAt'] as const) {
    const value = options[name];
    if (value !== undefined && !Number.isFinite(value)) {
      throw new OptionError(name, `expected a rating, got ${value}; leave it out for the default`);
    }
  }
  if (options.likeAt !== undefined && options.dislikeAt !== undefined) ratingThresholds(new Float32Array(0), options);
}

function range(ratings: Float32Array): { lowest: number; highest: number } {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const rating of ratings) {
    if (rating < lowest) lowest = rating;
    if (rating > highest) highest = rating;
  }
  return { lowest, highest };
}

/** What a rating says. An absent one (NaN) is a view. */
export function typeOfRating(rating: number, { likeAt, dislikeAt }: RatingThresholds): EventType {
  // Ratings are kept as float32, so 3.6 must be compared with the float32 nearest to 3.6.
  if (likeAt !== null && rating >= Math.fround(likeAt)) return 'like';
  if (dislikeAt !== null && rating <= Math.fround(dislikeAt)) return 'dislike';
  return 'view';
}
