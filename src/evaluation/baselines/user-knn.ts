import { createBitset } from '../../kernels/bitset.ts';
import { topK } from '../../kernels/top-k.ts';
import { type TrainingSet } from '../training-set.ts';
import { type Baseline, type Settings } from './baseline.ts';
import { popularAtFirst } from './popular-at-first.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { RecentItems } from './recent-items.ts';
import { type UserItems, userItems } from './user-items.ts';

const DEFAULTS = { neighbours: 50, inverseFrequency: false, last: 5 };

/** What items that left the window may leave behind in a sum. */
const ROUNDING = 1e-9;

/**
 * User-based neighbours (Herlocker et al. 1999): sim(v, u) = Σ w_i² over the distinct items of both / (‖v‖·‖u‖), ‖·‖² = Σ w_i²
 * over a user's items; score_i = Σ sim(v, u) over the `neighbours` most similar training users u who touched i. w_i = 1, or
 * with `inverseFrequency` log(users / n_i) (Breese et al. 1998): a rare item in common says more. `last` as in item-knn.ts.
 */
export const userKnn: Baseline = {
  name: 'user-knn',
  candidates: [
    DEFAULTS,
    { neighbours: 50, inverseFrequency: false, last: 0 },
    { neighbours: 50, inverseFrequency: false, last: 10 },
    { neighbours: 20, inverseFrequency: false, last: 5 },
    { neighbours: 100, inverseFrequency: true, last: 0 },
    { neighbours: 200, inverseFrequency: false, last: 0 },
  ],
  fit: fitUserKnn,
};

/** Neighbours' votes. @throws OptionError */
export function fitUserKnn(train: TrainingSet, settings: Settings): { start(): QuickVisitor } {
  const { neighbours, inverseFrequency, last } = readSettings(DEFAULTS, settings);
  const data = userItems(train);
  const { offsets } = data.byItem;
  const frequency = Float64Array.from(train.items, (_, item) => offsets[item + 1] - offsets[item]);
  const squares = frequency.map((n) => (inverseFrequency ? Math.log(train.users.length / Math.max(1, n)) ** 2 : 1));
  const start = knnVisitors(data, squares, neighbours, train.ordered ? last : 0);
  return popularAtFirst(train, start, (item) => frequency[item] > 0 && squares[item] > 0);
}

/** `squares` [n]: the w_i². */
function knnVisitors({ byUser, byItem }: UserItems, squares: Float64Array, neighbours: number, last: number): () => QuickVisitor {
  const users = byUser.offsets.length - 1;
  const norms = Float64Array.from({ length: users }, (_, user) => {
    let sum = 0;
    for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) sum += squares[byUser.columns[at]];
    return Math.sqrt(sum);
  });
  const similarity = new Float32Array(users);
  const none = createBitset(users);
  const scores = new Float32Array(squares.length);
  return () => {
    const overlap = new Float64Array(users);
    const recent = new RecentItems(last);
    let own = 0;
    const change = (item: number, sign: number) => {
      own += sign * squares[item];
      for (let at = byItem.offsets[item]; at < byItem.offsets[item + 1]; at++) overlap[byItem.columns[at]] += sign * squares[item];
    };
    return {
      observe: ({ item }) => recent.touch(item, change),
      scores() {
        for (let user = 0; user < users; user++) similarity[user] = overlap[user] > ROUNDING ? overlap[user] / (norms[user] * Math.sqrt(own)) : 0;
        scores.fill(0);
        for (const user of topK(similarity, neighbours, none).items) {
          for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) scores[byUser.columns[at]] += similarity[user];
        }
        return scores;
      },
    };
  };
}
