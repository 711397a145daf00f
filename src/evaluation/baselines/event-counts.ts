import { type TrainingSet } from '../training-set.ts';
import { perTrainingSet } from './per-training-set.ts';

/** Training events of each item, [n]; with `first` above 0 only those among each user's first so many events. */
export const eventCounts = perTrainingSet(({ histories: { offsets, itemOf }, users, items }: TrainingSet, first: number): Float32Array => {
  const counts = new Float32Array(items.length);
  for (const user of users) {
    const end = first > 0 ? Math.min(offsets[user + 1], offsets[user] + first) : offsets[user + 1];
    for (let at = offsets[user]; at < end; at++) counts[itemOf[at]]++;
  }
  return counts;
});
