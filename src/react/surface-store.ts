import { type SurfaceHandle, type SurfaceList, type SurfaceRequest, type Surfaces } from '../client/surfaces.ts';
import { type RecommenderHost } from './recommender-host.ts';

/** What a surface has heard of its list. */
export interface Told {
  /** Null while there is none, and where there is nothing to make one from. */
  list: SurfaceList | null;
  status: 'loading' | 'ready' | 'error';
  /** Why there is no new list. */
  error: Error | null;
}

export const NOTHING_TOLD: Told = { list: null, status: 'loading', error: null };

/** One surface, for `useSyncExternalStore`: open while somebody listens. */
export class SurfaceStore {
  readonly #host: RecommenderHost;
  #request: SurfaceRequest = {};
  #told = NOTHING_TOLD;
  #surfaces: Surfaces | null = null;
  #handle: SurfaceHandle | undefined;
  #notify = () => {};

  constructor(host: RecommenderHost) {
    this.#host = host;
  }

  /** The same object until something changes. */
  readonly told = (): Told => this.#told;

  ask(request: SurfaceRequest): void {
    this.#request = request;
    this.#handle?.update(request);
  }

  /** Starts the recommender. For one listener at a time. */
  readonly subscribe = (notify: () => void): (() => void) => {
    this.#notify = notify;
    this.#host.start();
    const unsubscribe = this.#host.subscribe(() => this.#follow());
    this.#follow();
    return () => {
      unsubscribe();
      this.#close();
    };
  };

  /** Moves to another recommender, if there is one now, and hears of what keeps it from starting. */
  #follow(): void {
    const { state } = this.#host.hosted();
    const { surfaces } = this.#host;
    if (surfaces !== this.#surfaces) {
      this.#close();
      this.#surfaces = surfaces;
      this.#handle = surfaces?.open(
        this.#request,
        (list) => this.#tell({ list, status: list || this.#host.hosted().state.status === 'ready' ? 'ready' : 'loading', error: null }),
        (error) => this.#fail(error),
      );
    }
    if (!surfaces && state.status === 'error') this.#fail(state.error);
  }

  #close(): void {
    this.#handle?.close();
    this.#handle = undefined;
    this.#surfaces = null;
  }

  #fail(error: Error): void {
    if (this.#told.error !== error) this.#tell({ list: this.#told.list, status: 'error', error });
  }

  #tell(told: Told): void {
    this.#told = told;
    this.#notify();
  }
}
