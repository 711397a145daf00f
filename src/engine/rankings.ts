/** From ranked item numbers to the list a page draws. */
import { type Bundle } from '../bundle/decode-bundle.ts';
import { type Ranked } from '../kernels/scorer.ts';
import { type Ranking } from '../types.ts';

export interface RankingFacts {
  /** Default: a new one. */
  id?: string;
  surface: string;
  events: number;
  rankMs: number;
}

let rankings = 0;
const startedAt = Date.now().toString(36);

/** Unique on this device: the moment the engine started, and a count. Says nothing about the visitor. */
export function newRankingId(): string {
  return `${startedAt}-${(++rankings).toString(36)}`;
}

export function listRanking(ranked: Ranked, bundle: Bundle, { id = newRankingId(), ...facts }: RankingFacts): Ranking {
  const items = Array.from(ranked.items, (index, position) => ({
    item: bundle.items.text(index),
    position,
    score: ranked.scores[position],
  }));
  return { id, ...facts, items };
}
