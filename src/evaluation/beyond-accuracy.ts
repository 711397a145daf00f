import { type ArmResult } from './evaluation.ts';
import { coverage } from './metrics/coverage.ts';
import { exposure } from './metrics/exposure.ts';
import { gini } from './metrics/gini.ts';
import { intraListDiversity } from './metrics/intra-list-diversity.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';
import { type SummaryContext } from './summary-context.ts';

/**
 * What a log's lists are like, beside how well they hit.
 * - `coverage` and `gini`: of the exposure over all items, all lists together.
 * - `novelty`: the mean self-information of all shown items, places alike.
 * - `diversity`: the mean over all lists of at least two items; 0 where there is none.
 * - `serendipity`: of all shown items, the share that were the item that came and not on the popularity list of that moment.
 */
export function beyondAccuracy({ top, rank, target }: PredictionLog, context: SummaryContext): Pick<ArmResult, 'coverage' | 'novelty' | 'diversity' | 'gini' | 'serendipity'> {
  const { items, features, information, popular } = context;
  const shown = exposure(top, items.length);
  let places = 0;
  let bits = 0;
  shown.forEach((times, item) => {
    places += times;
    bits += times * information[item];
  });

  let serendipitous = 0;
  let pairedLists = 0;
  let diversity = 0;
  for (let p = 0; p < rank.length; p++) {
    const row = p * LIST_LENGTH;
    const list = filled(top.subarray(row, row + LIST_LENGTH));
    const own = intraListDiversity(list, features, LIST_LENGTH);
    if (own !== null) pairedLists++;
    diversity += own ?? 0;
    if (rank[p] <= LIST_LENGTH && !popular.subarray(row, row + LIST_LENGTH).includes(target[p])) serendipitous++;
  }
  return {
    coverage: coverage(shown),
    novelty: places === 0 ? 0 : bits / places,
    diversity: pairedLists === 0 ? 0 : diversity / pairedLists,
    gini: gini(shown),
    serendipity: places === 0 ? 0 : serendipitous / places,
  };
}

/** Without the empty places at its end. */
function filled(list: Int32Array): Int32Array {
  const end = list.indexOf(-1);
  return end < 0 ? list : list.subarray(0, end);
}
