/** What comes back of a ranking in two stages, against a plain sort. */
import { expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
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

    const { items, scores } = mergeCandidates(all.map(asRead), wanted, k);
    expect([...items]).toEqual(expected.map(({ item }) => item));
    expect([...scores]).toEqual(expected.map(({ score }) => score));
  }
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
