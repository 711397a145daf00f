import { type TrainingSet } from '../training-set.ts';
import { type Baseline } from './baseline.ts';
import { meetingCounts } from './event-counts.ts';
import { perTrainingSet } from './per-training-set.ts';
import { readSettings } from './read-settings.ts';
import { sameForAll } from './same-for-all.ts';

/** score_i = events of i among each training user's first k, equal ones by all events; without an order, all events. */
export const firstPopularity: Baseline = {
  name: 'first-popularity',
  candidates: [{ k: 10 }, { k: 1 }, { k: 5 }, { k: 20 }],
  fit(train, settings) {
    const { k } = readSettings({ k: 10 }, settings);
    return sameForAll(firstCounts(train, k));
  },
};

/** [n]: counts among the first k, and a half at most for all events. */
export const firstCounts = perTrainingSet((train: TrainingSet, k: number): Float32Array => {
  const all = meetingCounts(train, 0);
  if (!train.ordered) return all;
  const most = all.reduce((most, count) => Math.max(most, count), 1);
  return meetingCounts(train, k).map((count, item) => count + (0.5 * all[item]) / most);
});
