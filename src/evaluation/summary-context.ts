import { type ContentFeatures } from '../catalog/content-features.ts';
import { type Item } from '../types.ts';
import { selfInformation } from './metrics/novelty.ts';
import { popularLists } from './popular-lists.ts';
import { type Case } from './protocol-split.ts';
import { type TrainingSet } from './training-set.ts';

/** What the figures of all arms of a run are computed with. n items, P predictions. */
export interface SummaryContext {
  items: readonly Item[];
  features: ContentFeatures;
  /** Training events of each item, [n]. */
  popularity: Int32Array;
  /** Self-information of each item, in bits, by the share of training users who have it, [n]. */
  information: Float64Array;
  /** What a popularity list would have shown at each prediction, [P, 10]; those of an arm that met fewer users come first. */
  popular: Int32Array;
  /** Test users; `user` of a log is below it. */
  users: number;
  /** Of the resamples. */
  seed: number;
}

/** @param cases the test users, in the order in which the arms are tried on them */
export function summaryContext({ items, features, histories, users }: TrainingSet, cases: readonly Case[], seed: number): SummaryContext {
  const popularity = new Int32Array(items.length);
  const holders = new Int32Array(items.length);
  /** The last user counted among the item's holders, by place; a user is counted once. */
  const counted = new Int32Array(items.length).fill(-1);
  users.forEach((user, place) => {
    for (let at = histories.offsets[user]; at < histories.offsets[user + 1]; at++) {
      const item = histories.itemOf[at];
      popularity[item]++;
      if (counted[item] !== place) holders[item]++;
      counted[item] = place;
    }
  });
  const information = selfInformation(holders, users.length);
  return { items, features, popularity, information, popular: popularLists(cases, popularity), users: cases.length, seed };
}
