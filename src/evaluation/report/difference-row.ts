import { type Comparison, type Difference } from './comparison.ts';
import { type ForestRow } from './forest-plot.ts';
import { type Look } from './look.ts';
import { intervalWords, MISSING, signedPercentWords, signedWords } from './number-words.ts';

/** Filled where the sign is certain, hollow where it is not. */
const LOOKS: Record<Difference['verdict'], Look> = {
  leads: { ink: 'learner', marker: 'diamond', dash: '' },
  tied: { ink: 'ablation', marker: 'ring', dash: '' },
  trails: { ink: 'tower', marker: 'square', dash: '' },
};

/** A difference as a row of a forest plot. With the whole comparison given, its share is said too. */
export function differenceRow(names: readonly string[], difference: Difference | null, whole: Comparison | null): ForestRow {
  if (!difference) return { names, words: MISSING, look: LOOKS.tied, value: null, ci95: null };
  const words = differenceWords(difference, whole);
  return { names, words, look: LOOKS[difference.verdict], value: difference.difference, ci95: difference.ci95 };
}

/** "+.0186 (+11.2 %), leads" */
export function differenceWords(difference: Difference, whole: Comparison | null): string {
  const share = whole?.relative ? ` (${signedPercentWords(whole.relative.value)})` : '';
  return `${signedWords(difference.difference)}${share}, ${difference.verdict}`;
}

/** "+.0021 (−.0003 to .0040), tied" */
export function binCell(difference: Difference | null): string {
  return difference ? `${signedWords(difference.difference)} (${intervalWords(difference.ci95)}), ${difference.verdict}` : MISSING;
}
