import { perTrainingSet } from './per-training-set.ts';
import { RowSum, type SparseRow } from './sparse-row.ts';
import { userItems } from './user-items.ts';

/** XᵀX without its diagonal, n rows: row a tells of every other item how many training users touched both. */
export const coOccurrences = perTrainingSet((train): SparseRow[] => {
  const { byUser, byItem } = userItems(train);
  const sum = new RowSum(train.items.length);
  return train.items.map((_, a) => {
    for (let u = byItem.offsets[a]; u < byItem.offsets[a + 1]; u++) {
      const user = byItem.columns[u];
      for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) if (byUser.columns[at] !== a) sum.add(byUser.columns[at], 1);
    }
    return sum.take();
  });
});
