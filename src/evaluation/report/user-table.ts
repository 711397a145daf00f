/** How paired differences are spread over users, as a table of any form. */
import { type Evaluation, type PairedResult, USER_QUANTILES, type UserDifferences } from '../evaluation.ts';
import { percentWords, signedWords } from './number-words.ts';

export interface SpreadPair {
  pair: PairedResult;
  byUsers: UserDifferences;
}

/** The pairs whose spread was measured: those with an arm that learns. */
export function spreadPairs({ paired }: Evaluation): SpreadPair[] {
  return paired.flatMap((pair) => (pair.byUsers ? [{ pair, byUsers: pair.byUsers }] : []));
}

/** Head and rows, the names first. */
export function userTable<Name>(pairs: readonly { name: Name; byUsers: UserDifferences }[]) {
  return {
    head: ['Arms', ...USER_QUANTILES.map((quantile) => (quantile === '50' ? 'Median' : `${quantile} %`)), 'Better', 'Same', 'Worse'],
    rows: pairs.map(({ name, byUsers: { quantiles, better, same, worse } }) => [
      name,
      ...USER_QUANTILES.map((quantile) => signedWords(quantiles[quantile])),
      ...[better, same, worse].map(percentWords),
    ]),
  };
}

/** What the columns of that table say. */
export const USER_TABLE_WORDS =
  'Of each user the mean difference over their own predictions: so many per cent of the users have at most the difference of a column. A user is better off where the 95 % bootstrap interval of that mean, over the user’s own predictions, lies above 0, worse off where it lies below, and the same else. Chance alone makes two to three users in a hundred better, and as many worse.';
