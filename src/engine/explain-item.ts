/** What asking "why" takes: a piece of its own, which comes after the first list. */
import { type Bundle } from '../bundle/bundle.ts';
import { explain, type ExplainHost, type Explaining } from '../session/explain.ts';
import { breathing } from './breathing.ts';
import { type Explanation } from './explanation.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { explanationOf, RANKED_EVENTS } from './explanations.ts';

export interface ExplainItemHost extends Pick<ExplainHost, 'scores' | 'rowScorer'> {
  bundle: Bundle;
  /** In ms. */
  clock: () => number;
  /** The question's, and the engine's. */
  signals: readonly [AbortSignal, AbortSignal];
}

/** All but the time it took. `limit`: so many events, the largest first. @throws AbortedError */
export async function explainItem(explaining: Explaining, limit: number, { scores, rowScorer, bundle, clock, signals }: ExplainItemHost): Promise<Omit<Explanation, 'explainMs'>> {
  const found = await explain(explaining, { ranks: Math.min(limit, RANKED_EVENTS) }, { scores, rowScorer, breathe: breathing(clock, ...signals) });
  const explanation = await explanationOf(explaining.item, found, limit, bundle, signals[1]);
  return { ...explanation, sentence: explanationSentence(explanation) };
}
