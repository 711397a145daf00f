import { useEffect, useState } from 'react';
import { explanationSentence } from '../client/explanation.ts';
import { type Recommender } from '../client/recommender.ts';
import { shortTitleOf } from '../covers/titles.ts';

export interface Reason {
  /** "Because you liked Alien." */
  sentence: string;
  /** From 1, in the list of someone new. */
  startRank: number;
}

/** Why each of these items has its place in the list `version`, one after the other as they are found out; those of the list before stay until then. */
export function useReasons(recommender: Recommender, ids: readonly string[], version: string): ReadonlyMap<string, Reason> {
  const [reasons, setReasons] = useState<ReadonlyMap<string, Reason>>(new Map());
  const asked = JSON.stringify(ids);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      for (const id of JSON.parse(asked) as string[]) {
        const explanation = await recommender.explain(id, { limit: 1, signal });
        if (signal.aborted) return;
        const reason = { sentence: explanationSentence(explanation, shortTitleOf), startRank: explanation.startRank };
        setReasons((before) => new Map(before).set(id, reason));
      }
    };
    // Without reasons the places are still told.
    ask().catch(() => undefined);
    return () => controller.abort();
  }, [recommender, asked, version]);
  return reasons;
}
