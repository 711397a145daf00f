import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type RecordInput } from '../client/recommender.ts';
import { type SurfaceList, type SurfaceRequest } from '../client/surfaces.ts';
import { type Item, type Ranking } from '../types.ts';
import { fitting, popularRanking } from './popular-ranking.ts';
import { type RecommenderHost } from './recommender-host.ts';
import { useProvided } from './recommender-provider.tsx';
import { NOTHING_TOLD, SurfaceStore } from './surface-store.ts';
import { useHost } from './use-recommender.ts';

export interface RecommendationsRequest extends SurfaceRequest {
  /** What stands until the visitor's own list is there. Default: the provider's, for lists that are not like an item. */
  initial?: readonly Item[];
}

export interface Recommendations {
  /** `error`: there is no new list; the last one, or the initial one, still stands. */
  status: 'loading' | 'ready' | 'error';
  /** The list. Until the visitor's own is there: the initial items, with the id `popular`; without such null. Null, too, where there is nothing that it could be because of. */
  ranking: Ranking | null;
  /** With `because`: what the visitor took. */
  because: SurfaceList['because'];
  /**
   * Reports what the visitor did, as `recommender.record()`; of an item of this list, `rankingId`, `position` and `surface`
   * go with it unless they are given. Rejects where it could not be stored; who does not wait for it is not bothered.
   */
  record: (input: RecordInput) => Promise<void>;
  error: Error | null;
}

/**
 * A list of recommendations for a surface of the page, always the present one. The request may be written in place: only
 * what it says counts. On a server, and while its page is taken over, it is the initial list.
 * @throws Error outside of a provider
 */
export function useRecommendations({ initial: own, ...request }: RecommendationsRequest = {}): Recommendations {
  const host = useHost();
  const provided = useProvided()?.initial;
  const [held, hold] = useState(() => ({ host, store: new SurfaceStore(host) }));
  let { store } = held;
  if (held.host !== host) {
    store = new SurfaceStore(host);
    hold({ host, store });
  }
  // Before the subscription below, which opens the surface with it.
  useEffect(() => store.ask(request));
  const { list, status, error } = useSyncExternalStore(store.subscribe, store.told, nothing);

  const likeItem = request.item !== undefined || request.because === true;
  const initial = fitting(own ?? (likeItem ? undefined : provided) ?? [], request);
  const { surface = 'for-you' } = request;
  const ids = initial.map(({ id }) => id).join('\n');
  // The same list as long as it is of the same items, though the request is another object at every turn.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const popular = useMemo(() => (initial.length > 0 ? popularRanking(initial, surface) : null), [ids, surface]);

  const ranking = list?.ranking ?? (status === 'ready' ? null : popular);
  const because = list?.because ?? null;
  const record = useCallback((input: RecordInput) => handled(recordIn(host, ranking, input)), [host, ranking]);
  return useMemo(() => ({ status, ranking, because, record, error }), [status, ranking, because, record, error]);
}

const nothing = () => NOTHING_TOLD;

async function recordIn(host: RecommenderHost, ranking: Ranking | null, input: RecordInput): Promise<void> {
  const { recommender, state } = host.hosted();
  if (!recommender) throw state.status === 'error' ? state.error : new Error('the recommender has not started: record from an event or an effect');
  await recommender.record({ ...placeIn(ranking, input.item), ...input });
}

/** Who drops it hears nothing of its failure; who waits for it does. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}

function placeIn(ranking: Ranking | null, id: string): Partial<RecordInput> {
  const entry = ranking?.items.find(({ item }) => item.id === id);
  return ranking && entry ? { rankingId: ranking.id, position: entry.position, surface: ranking.surface } : {};
}
