import { onScopeDispose, shallowRef } from 'vue';
import { createRecommender } from 'tastekit';

/** A recommender for as long as the component lives, and its state, always the present one. */
export function useRecommender(options) {
  const recommender = createRecommender(options);
  // Shallow: the state is another object at every change, and never changed itself.
  const state = shallowRef(recommender.getState());
  recommender.subscribe(() => (state.value = recommender.getState()));
  onScopeDispose(() => recommender.close());
  return { recommender, state };
}
