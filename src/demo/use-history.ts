import { useEffect, useState } from 'react';
import { type HistoryEntry, type Recommender, type RecommenderState } from '../client/recommender.ts';

/** The visitor's history, newest first, read again whenever the state tells of a change; null until it is read first. */
export function useHistory(recommender: Recommender | null, state: RecommenderState): readonly HistoryEntry[] | null {
  const [history, setHistory] = useState<readonly HistoryEntry[] | null>(null);
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
