import { type TrainingSet } from '../training-set.ts';
import { perTrainingSet } from './per-training-set.ts';

/** Training events of each item, [n]. */
export const eventCounts = perTrainingSet(({ histories: { offsets, itemOf }, users, items }: TrainingSet): Float32Array => {
  const counts = new Float32Array(items.length);
  for (const user of users) for (let at = offsets[user]; at < offsets[user + 1]; at++) counts[itemOf[at]]++;
  return counts;
});

/**
 * Training users who met each item, however often, as only what is met anew is predicted, [n]; with `first` above 0 only
 * those who did so among their first so many events.
 */
export const meetingCounts = perTrainingSet(({ histories: { offsets, itemOf }, users, items }: TrainingSet, first: number): Float32Array => {
  const counts = new Float32Array(items.length);
  for (const user of users) {
    const end = first > 0 ? Math.min(offsets[user + 1], offsets[user] + first) : offsets[user + 1];
    for (const item of new Set(itemOf.subarray(offsets[user], end))) counts[item]++;
  }
  return counts;
});
