/** What comes back of a ranking in two stages, against a plain sort. */
import { expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
import { NO_SCORES } from '../sparse-scores.ts';
import { type Candidates, mergeCandidates } from './read-ranking.ts';

const SCORES = [0, -0, 1, 1.5, -2, Infinity, -Infinity, NaN];

interface Candidate {
  item: number;
  /** Complement of the first stage's key: less is better. */
  key: number;
  score: number;
}

it.each([1, 3])('the best k of the best candidates of %i chunks, equal ones by item', (chunks) => {
  const random = new Sfc32(5);
  for (let round = 0; round < 200; round++) {
    const all = Array.from({ length: chunks }, (_, chunk) => candidatesOf(chunk, random.below(60), random));
    const [wanted, k] = [1 + random.below(100), 1 + random.below(70)];
    const chosen = all.flat().toSorted((a, b) => a.key - b.key || a.item - b.item).slice(0, wanted);
    const scored = chosen.filter(({ score }) => !Number.isNaN(score));
    const expected = scored.toSorted((a, b) => (a.score === b.score ? a.item - b.item : b.score > a.score ? 1 : -1)).slice(0, k);

    const { items, scores } = mergeCandidates(all.map(asRead), wanted, k, NO_SCORES);
    expect([...items]).toEqual(expected.map(({ item }) => item));
    expect([...scores]).toEqual(expected.map(({ score }) => score));
  }
});

it('adds the sparse term to the candidates, and only after they are chosen', () => {
  // Of the keys, 3 and 1 are the best two; the scores' order is turned round.
  const first = [{ item: 5, key: 3, score: 1 }, { item: 9, key: 4, score: 8 }];
  const second = [{ item: 1002, key: 1, score: 2 }];
  const sparse = { items: Int32Array.of(9, 7, 5), values: Float32Array.of(100, 100, 1.5) };
  const { items, scores } = mergeCandidates([first, second].map(asRead), 2, 5, sparse);
  expect([[...items], [...scores]]).toEqual([[5, 1002], [2.5, 2]]);
});

/** A chunk has 1000 items; the GPU writes down its candidates in no order. */
function candidatesOf(chunk: number, count: number, random: Sfc32): Candidate[] {
  const rows = new Set(Array.from({ length: count }, () => random.below(1000)));
  return Array.from(rows, (row) => ({ item: 1000 * chunk + row, key: random.below(20), score: SCORES[random.below(SCORES.length)] }));
}

function asRead(candidates: Candidate[], chunk: number): Candidates {
  const from = 1000 * chunk;
  return {
    from,
    pairs: Uint32Array.from(candidates.flatMap(({ item, key }) => [item - from, key])),
    scores: Float32Array.from(candidates, ({ score }) => score),
  };
}
