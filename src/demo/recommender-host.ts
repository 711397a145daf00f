import { type Recommender, type RecommenderOptions, type RecommenderState } from '../client/recommender.ts';
import { type SharedRecommender, shareRecommender } from '../client/shared-recommender.ts';

export interface Hosted {
  recommender: Recommender | null;
  state: RecommenderState;
}

const STARTING: Hosted = {
  recommender: null,
  state: { status: 'loading', progress: { phase: 'start', loaded: 0, total: 0 }, ranking: null },
};

/** As much of what is shared as a host needs. */
export type Share = (options: RecommenderOptions) => Pick<SharedRecommender, 'recommender' | 'release'>;

/** Holds the page's one recommender, which every `<taste-rail>` of the page shares, and asks for a new one when it is to try again. */
export class RecommenderHost {
  readonly #options: () => RecommenderOptions;
  readonly #share: Share;
  readonly #listeners = new Set<() => void>();
  #hosted = STARTING;
  #stop: (() => void) | undefined;

  constructor(options: () => RecommenderOptions, share: Share = shareRecommender) {
    this.#options = options;
    this.#share = share;
  }

  /** Starts it, or starts it afresh. What refuses to start becomes a state of error. */
  readonly start = (): void => {
    this.stop();
    try {
      this.#host(this.#share(this.#options()));
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

  #host({ recommender, release }: ReturnType<Share>): void {
    // The state tells of failures; these promises would only tell of them a second time.
    recommender.ready.catch(() => undefined);
    recommender.settled.catch(() => undefined);
    const show = () => this.#show({ recommender, state: recommender.getState() });
    const unsubscribe = recommender.subscribe(show);
    this.#stop = () => {
      unsubscribe();
      release();
    };
    show();
  }

  #show(hosted: Hosted): void {
    this.#hosted = hosted;
    for (const listener of this.#listeners) listener();
  }
}
