import { firstMeetings } from '../../training/histories.ts';
import { perTrainingSet } from './per-training-set.ts';
import { RowSum, type SparseRow } from './sparse-row.ts';
import { type TrainingSet } from '../training-set.ts';

/**
 * C [n, n] by rows: C[a, b] = Σ decay^(s − 1) over all training events a that an item b, met for the first time, follows
 * s ≤ lookahead events later: no list shows what was met before.
 */
export const transitionCounts = perTrainingSet((train: TrainingSet, lookahead: number, decay: number): SparseRow[] => {
  const { itemOf } = train.histories;
  const { places, endOf } = placesOfItems(train);
  const meets = firstMeetings(train.histories, train.users, train.items.length);
  const weights = Float64Array.from({ length: lookahead }, (_, s) => decay ** s);
  const sum = new RowSum(train.items.length);
  return places.map((ofItem) => {
    for (const at of ofItem) {
      const ahead = Math.min(lookahead, endOf[at] - at - 1);
      for (let s = 0; s < ahead; s++) if (meets[at + 1 + s] === 1) sum.add(itemOf[at + 1 + s], weights[s]);
    }
    return sum.take();
  });
});

/** The training events on each item, and where the history of an event ends. */
function placesOfItems({ histories: { offsets, itemOf }, users, items }: TrainingSet): { places: number[][]; endOf: Int32Array } {
  const places = items.map((): number[] => []);
  const endOf = new Int32Array(itemOf.length);
  for (const user of users) {
    endOf.fill(offsets[user + 1], offsets[user], offsets[user + 1]);
    for (let at = offsets[user]; at < offsets[user + 1]; at++) places[itemOf[at]].push(at);
  }
  return { places, endOf };
}
