import { type RecommenderState } from './recommender.ts';

/** What a page is told after the engine was made anew. */
export function withRestart(state: RecommenderState): RecommenderState {
  if (state.status !== 'ready') return state;
  const kept = state.storage.kind === 'indexeddb' ? 'all that was kept is still there' : 'what was kept for this visit only is gone';
  return { ...state, notices: [...state.notices, { code: 'engine-restarted', message: `What makes your list had stopped, and was started again; ${kept}.` }] };
}
