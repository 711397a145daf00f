import { createRecommender } from '../client/create-recommender.ts';
import { type Recommender, type RecommenderOptions, type RecommenderState } from '../client/recommender.ts';

export interface Hosted {
  recommender: Recommender | null;
  state: RecommenderState;
}

const STARTING: Hosted = {
  recommender: null,
  state: { status: 'loading', progress: { phase: 'start', loaded: 0, total: 0 }, ranking: null },
};

/** Holds the page's one recommender, and makes a new one when asked to try again. */
export class RecommenderHost {
  readonly #options: () => RecommenderOptions;
  readonly #make: typeof createRecommender;
  readonly #listeners = new Set<() => void>();
  #hosted = STARTING;
  #stop: (() => void) | undefined;

  constructor(options: () => RecommenderOptions, make = createRecommender) {
    this.#options = options;
    this.#make = make;
  }

  /** Starts it, or starts it afresh. What refuses to start becomes a state of error. */
  readonly start = (): void => {
    this.stop();
    try {
      this.#host(this.#make(this.#options()));
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#show({ recommender: null, state: { status: 'error', error } });
    }
  };

  readonly stop = (): void => {
    this.#stop?.();
    this.#stop = undefined;
    this.#show(STARTING);
  };

  /** The same object until something changes. */
  readonly hosted = (): Hosted => this.#hosted;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #host(recommender: Recommender): void {
    // The state tells of failures; these promises would only tell of them a second time.
    recommender.ready.catch(() => undefined);
    recommender.settled.catch(() => undefined);
    const show = () => this.#show({ recommender, state: recommender.getState() });
    const unsubscribe = recommender.subscribe(show);
    this.#stop = () => {
      unsubscribe();
      recommender.close().catch(() => undefined);
    };
    show();
  }

  #show(hosted: Hosted): void {
    this.#hosted = hosted;
    for (const listener of this.#listeners) listener();
  }
}
