/** The figures of paired differences, as tables of any form. */
import { type PairedResult } from '../evaluation.ts';
import { BINS, binWords } from './bin-words.ts';
import { type Comparison } from './comparison.ts';
import { binCell } from './difference-row.ts';
import { intervalWords, MISSING, percentWords, signedPercentWords, signedWords } from './number-words.ts';

export interface NamedPair<Name> {
  paired: PairedResult;
  name: Name;
  comparison: Comparison | null;
}

/** Head and rows: each pair as a whole, and by number of events before. */
export function pairTables<Name>(pairs: readonly NamedPair<Name>[]) {
  return {
    whole: {
      head: ['Arms', 'Difference', '95 %', 'Relative', 'Verdict', 'Users worse off'],
      rows: pairs.map(({ paired, name, comparison }) => [
        name,
        signedWords(paired.difference),
        intervalWords(paired.ci95),
        signedPercentWords(comparison?.relative?.value),
        comparison?.verdict ?? MISSING,
        percentWords(paired.usersWorse),
      ]),
    },
    binned: {
      head: ['Arms', ...BINS.map(binWords)],
      rows: pairs.map(({ name, comparison }) => [name, ...BINS.map((bin) => binCell(comparison?.byEvents[bin] ?? null))]),
    },
  };
}
