import { useEffect, useState, useSyncExternalStore } from 'react';
import { type RecommenderOptions } from '../client/recommender.ts';
import { type Hosted, RecommenderHost } from './recommender-host.ts';

/** One recommender for as long as the page stands; `retry` closes it and starts afresh. */
export function useRecommender(options: () => RecommenderOptions): Hosted & { retry: () => void } {
  const [host] = useState(() => new RecommenderHost(options));
  useEffect(() => {
    host.start();
    return host.stop;
  }, [host]);
  return { ...useSyncExternalStore(host.subscribe, host.hosted), retry: host.start };
}
