import { type Bundle } from '../bundle/bundle.ts';
import { messageOf } from '../errors.ts';
import { type Ranked } from '../kernels/scorer.ts';

export interface RankedWithTexts {
  /** Every item's text is there. */
  ranked: Ranked;
  /** Milliseconds of ranking; fetching not counted. */
  rankMs: number;
  /** Why texts could not be fetched; then the ranking is of items whose texts were there before. */
  textless?: string;
}

/**
 * Ranks, and fetches the texts of what was ranked. Where they cannot be had, such as offline, it ranks once more among
 * the items whose texts are there: a list that can be shown instead of none.
 * @param rank Ranks without these items.
 * @param exclude Items left out in any case.
 * @throws what the fetching threw, where no item is left; AbortedError
 */
export async function rankWithTexts(
  { items }: Pick<Bundle, 'items'>,
  rank: (exclude: Iterable<number>) => Promise<Ranked>,
  exclude: readonly number[],
  signal: AbortSignal,
): Promise<RankedWithTexts> {
  const before = performance.now();
  const best = await rank(exclude);
  const rankMs = performance.now() - before;
  try {
    await items.loadText(best.items, signal);
    return { ranked: best, rankMs };
  } catch (error) {
    if (signal.aborted) throw error;
    const ranked = await rank(withoutText(items, exclude));
    if (ranked.items.length === 0) throw error;
    return { ranked, rankMs, textless: messageOf(error) };
  }
}

/** May be gone through more than once. */
function withoutText(items: Bundle['items'], others: readonly number[]): Iterable<number> {
  return {
    *[Symbol.iterator]() {
      yield* others;
      for (let item = 0; item < items.count; item++) if (!items.hasText(item)) yield item;
    },
  };
}
