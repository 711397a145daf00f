/** What every recommender under evaluation may learn from: the training users' events, and the items' content. */
import { type ContentFeatures } from '../catalog/content-features.ts';
import { type Histories } from '../training/histories.ts';
import { type Item } from '../types.ts';

export interface TrainingSet {
  /** The catalogue, n items. */
  items: readonly Item[];
  features: ContentFeatures;
  /** Events that may be learned from; held-out events are not in here. */
  histories: Histories;
  /** Users to learn from: places in `histories`. */
  users: Int32Array;
  /** Whether a user's events are in order of time. */
  ordered: boolean;
}
