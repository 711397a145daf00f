import { type Recommender, type RecommenderOptions, type RecommenderState } from '../client/recommender.ts';
import { shareRecommender } from '../client/shared-recommender.ts';
import { type Surfaces, surfacesOf } from '../client/surfaces-of.ts';

/** The page's recommender, as far as it is there, and its state. */
export interface Hosted {
  /** Null on a server, before it is started, and where it refused to start. */
  recommender: Recommender | null;
  state: RecommenderState;
}

const STARTING: Hosted = {
  recommender: null,
  state: { status: 'loading', progress: { phase: 'start', loaded: 0, total: 0 }, ranking: null },
};

/** What a provider is given: options to share a recommender by, or one that the page made itself, which stays its own to close. */
export type HostSource = { options: RecommenderOptions } | { recommender: Recommender };

/** Holds the recommender of a provider. Does nothing until it is started, so that it may be made while rendering. */
export class RecommenderHost {
  readonly source: HostSource;
  readonly #listeners = new Set<() => void>();
  #hosted = STARTING;
  #stop: (() => void) | undefined;

  constructor(source: HostSource) {
    this.source = source;
  }

  /** The same object until something changes. */
  readonly hosted = (): Hosted => this.#hosted;

  /** As it is on a server, and while a page of a server is taken over. */
  readonly hostedOnServer = (): Hosted => STARTING;

  /** Null before it is started, and where it refused to start. */
  get surfaces(): Surfaces | null {
    const { recommender } = this.#hosted;
    return recommender && surfacesOf(recommender);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Harmless where it runs. What refuses to start becomes a state of error. */
  readonly start = (): void => {
    if (this.#stop) return;
    try {
      this.#host();
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#stop = () => {};
      this.#show({ recommender: null, state: { status: 'error', error } });
    }
  };

  readonly stop = (): void => {
    this.#stop?.();
    this.#stop = undefined;
    this.#show(STARTING);
  };

  /** After an error: tries anew. */
  readonly retry = (): void => {
    if (this.#hosted.state.status !== 'error') return;
    this.stop();
    this.start();
  };

  #host(): void {
    const { recommender, release } = 'recommender' in this.source ? { ...this.source, release: () => {} } : shareRecommender(this.source.options);
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
