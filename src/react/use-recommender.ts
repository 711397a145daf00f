import { useEffect, useSyncExternalStore } from 'react';
import { type Hosted } from './recommender-host.ts';
import { useProvided } from './recommender-provider.tsx';

/**
 * The recommender of the nearest `<RecommenderProvider>`, started by this, with its present state. `retry`: tries anew after
 * an error. On a server and while its page is taken over, `recommender` is null and the state `loading`.
 * @throws Error outside of a provider
 */
export function useRecommender(): Hosted & { retry: () => void } {
  const host = useHost();
  useEffect(() => host.start(), [host]);
  return { ...useSyncExternalStore(host.subscribe, host.hosted, host.hostedOnServer), retry: host.retry };
}

export function useHost() {
  const provided = useProvided();
  if (!provided) throw new Error('there is no recommender: wrap the app, or the part that shows recommendations, in <RecommenderProvider options={{ bundle: … }}>');
  return provided.host;
}
