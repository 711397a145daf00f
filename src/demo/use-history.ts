import { useEffect, useState } from 'react';
import { type HistoryEntry, type Recommender, type RecommenderState } from '../client/recommender.ts';

const NONE: readonly HistoryEntry[] = [];

/** The visitor's history, newest first, read again whenever the state tells of a change. */
export function useHistory(recommender: Recommender | null, state: RecommenderState): readonly HistoryEntry[] {
  const [history, setHistory] = useState(NONE);
  const version = state.status === 'ready' ? `${state.ranking.id} ${state.storage.events} ${state.storage.bytes}` : '';

  useEffect(() => {
    let stale = false;
    const read = async () => {
      const list = await recommender?.history.list();
      if (list && !stale) setHistory(list);
    };
    if (version !== '') read().catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [recommender, version]);
  return history;
}
