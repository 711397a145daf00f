import { type Baseline } from './baseline.ts';
import { content } from './content.ts';
import { ease } from './ease.ts';
import { firstPopularity } from './first-popularity.ts';
import { hybrid } from './hybrid.ts';
import { ials } from './ials.ts';
import { itemKnn } from './item-knn.ts';
import { popularity } from './popularity.ts';
import { transitions } from './transitions.ts';
import { userKnn } from './user-knn.ts';

/** Every baseline, the quick ones first: those that take long are tuned with the time that is left. */
export const BASELINES: readonly Baseline[] = [popularity, firstPopularity, transitions, content, itemKnn, userKnn, hybrid, ease, ials];
