import { type Recommender, type RecommenderState } from './recommender.ts';
import { Surface } from './surface.ts';
import { beginning, limitOf, listForYou, listLike, whatTheyTook } from './surface-list.ts';
import { surfaceOrder } from './surface-order.ts';
import { type SurfaceHandle, type SurfaceList, type SurfaceRequest } from './surface-request.ts';

export type * from './surface-request.ts';

/**
 * Keeps the lists of all surfaces of a page: whatever changes them (a click, a wish, another request), they are made
 * in turn, each without what those it excludes show, and then all told in one task.
 */
export class Surfaces {
  readonly #recommender: Recommender;
  readonly #open = new Set<Surface>();
  #unsubscribe = () => {};
  /** What the last turn began from. */
  #basis = '';
  /** Turns so far. A later one makes those before it stop. */
  #turns = 0;
  #due = false;

  constructor(recommender: Recommender) {
    this.#recommender = recommender;
  }

  /**
   * `listener` hears of every new list; of null while there is none, and, once the engine is ready, where there is nothing to
   * make one from. `onError` hears why there is no new one, such as an OptionError for the request; the last list still
   * stands then.
   */
  open(request: SurfaceRequest, listener: (list: SurfaceList | null) => void, onError: (error: Error) => void): SurfaceHandle {
    const surface = new Surface(request, listener, onError);
    if (this.#open.size === 0) this.#unsubscribe = this.#recommender.subscribe(() => this.#stateChanged());
    this.#open.add(surface);
    this.#soon();
    return {
      update: (next) => {
        if (surface.update(next) && this.#open.has(surface)) this.#soon();
      },
      close: () => {
        if (!this.#open.delete(surface)) return;
        if (this.#open.size === 0) this.#unsubscribe();
        else this.#soon();
      },
    };
  }

  #stateChanged(): void {
    if (basisOf(this.#recommender.getState()) !== this.#basis) this.#soon();
  }

  /** One turn for all that happens in this task. */
  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      void this.#takeTurn();
    });
  }

  async #takeTurn(): Promise<void> {
    const turn = ++this.#turns;
    const state = this.#recommender.getState();
    this.#basis = basisOf(state);
    if (state.status === 'closed') return;
    const faults = new Map<Surface, Error>();
    const done: Surface[] = [];
    for (const surface of surfaceOrder(this.#open)) {
      try {
        if (state.status === 'error') throw state.error;
        await this.#make(surface, state, done);
      } catch (error) {
        faults.set(surface, error instanceof Error ? error : new Error(String(error)));
      }
      // The next turn is under way: this one began from what is no longer so.
      if (turn !== this.#turns) return;
      done.push(surface);
    }
    for (const surface of done) this.#tell(surface, faults.get(surface));
  }

  async #make(surface: Surface, state: Extract<RecommenderState, { ranking: unknown }>, done: readonly Surface[]): Promise<void> {
    const { request, name } = surface;
    const { ranking } = state;
    const limit = limitOf(request);
    if (surface.plain && ranking && ranking.items.length >= limit) {
      return surface.make([ranking.id], () => ({ ranking: beginning(ranking, ranking.items, limit), because: null }));
    }
    if (state.status !== 'ready') return surface.make(['loading'], () => null);
    const { hidden } = state.steering;
    const shown = done.filter((other) => surface.excludes.includes(other.name)).flatMap(({ made }) => idsOf(made));
    const took = request.because ? await whatTheyTook(this.#recommender, hidden) : null;
    const exclude = [...new Set([...(request.exclude ?? []), ...shown, ...(took?.met ?? [])])];
    const wanted = { request, surface: name, exclude, passes: surface.passes };
    const because = took?.last ?? null;
    const like = took ? because?.item.id : request.item;
    if (took && !because) return surface.make([], () => null);
    if (like === undefined) {
      return surface.make([state.ranking.id, exclude], async () => ({ ranking: await listForYou(this.#recommender, wanted), because }));
    }
    // What the visitor does changes nothing about what is like an item, and nothing moves without need.
    return surface.make([like, because?.type, hidden, exclude], async () => ({ ranking: await listLike(this.#recommender, like, wanted), because }));
  }

  /** One listener's fault is not the others'. */
  #tell(surface: Surface, fault: Error | undefined): void {
    if (!this.#open.has(surface)) return;
    try {
      surface.tell(fault);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** What lists are made from, as far as the state says. */
function basisOf(state: RecommenderState): string {
  return `${state.status} ${('ranking' in state && state.ranking?.id) || ''}`;
}

function idsOf(list: SurfaceList | null | undefined): string[] {
  return list ? list.ranking.items.map(({ item }) => item.id) : [];
}
