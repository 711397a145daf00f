import { type Item } from '../../types.ts';
import { type TrainingSet } from '../training-set.ts';
import { perTrainingSet } from './per-training-set.ts';
import { type SparseRow } from './sparse-row.ts';

export interface ContentVectors {
  /** Number of terms. */
  terms: number;
  /** Of each item: terms ascending, weights of length 1 in all; empty where nothing is known that another item shares. */
  rows: SparseRow[];
}

/** A term of one item alone says no more than the item's id. */
const MIN_ITEMS = 2;

/**
 * TF-IDF vectors of the items [n, terms], scaled to length 1: weight of a term = log(n / items that have it), a term being
 * a content feature (genre, decade), a word of the title or of another text column. Words are multiplied by `words`.
 */
export const contentVectors = perTrainingSet(({ items, features }: TrainingSet, words: number): ContentVectors => {
  const { names, offsets, indices } = features;
  const own = items.map((item, i) => {
    const terms = new Map<string, number>();
    for (const index of indices.subarray(offsets[i], offsets[i + 1])) terms.set(names[index], 1);
    if (words > 0) for (const word of wordsOf(item)) terms.set(word, words);
    return terms;
  });
  const frequency = new Map<string, number>();
  for (const terms of own) for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const shared = [...frequency].filter(([, count]) => count >= MIN_ITEMS && count < items.length);
  const placeOf = new Map(shared.map(([term], place) => [term, place]));
  const rows = own.map((terms) => {
    const weights = [...terms].flatMap(([term, factor]): [number, number][] => {
      const place = placeOf.get(term);
      return place === undefined ? [] : [[place, factor * Math.log(items.length / shared[place][1])]];
    });
    return unitRow(weights.sort(([a], [b]) => a - b));
  });
  return { terms: shared.length, rows };
});

/** `title:star`, `authors:rowling`; in other columns than the title, numbers are no words. */
function wordsOf({ title, year, extra }: Item): string[] {
  const bare = year === null ? title : title.replace(`(${year})`, ' ');
  const others = Object.entries(extra).flatMap(([column, text]) => split(text).filter((word) => /\p{L}/u.test(word)).map((word) => `${column}:${word}`));
  return [...split(bare).map((word) => `title:${word}`), ...others];
}

function split(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function unitRow(weights: [number, number][]): SparseRow {
  const length = Math.hypot(...weights.map(([, weight]) => weight));
  return { items: Int32Array.from(weights, ([place]) => place), weights: Float32Array.from(weights, ([, weight]) => weight / length) };
}
