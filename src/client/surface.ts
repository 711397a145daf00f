import { type Item } from '../types.ts';
import { type SurfaceList, type SurfaceRequest } from './surface-request.ts';

export const FOR_YOU = 'for-you';

/** An open surface: what it asks for, what it got, what its listener knows. */
export class Surface {
  request: SurfaceRequest;
  /** Grows with every request that asks for something else. */
  version = 0;
  /** The list; undefined before the first. */
  made: SurfaceList | null | undefined;
  /** What the list was made from. */
  private madeFrom = '';
  /** What the listener was told last. */
  #told: SurfaceList | Error | null | undefined;
  /** What it was made from: that there is still nothing to show, now that the engine is there, is news. */
  #toldFrom = '';
  readonly #listener: (list: SurfaceList | null) => void;
  readonly #onError: (error: Error) => void;
  /** What the filter said when the list was made. */
  readonly #verdicts = new Map<Item, boolean>();

  constructor(request: SurfaceRequest, listener: (list: SurfaceList | null) => void, onError: (error: Error) => void) {
    this.request = request;
    this.#listener = listener;
    this.#onError = onError;
  }

  get name(): string {
    const { surface, item, because } = this.request;
    return surface ?? (because ? 'because' : item === undefined ? FOR_YOU : 'related');
  }

  get excludes(): readonly string[] {
    return this.request.excludeSurfaces ?? [];
  }

  /** It asks for what the engine has made already, or for the beginning of it. */
  get plain(): boolean {
    const { item, because, exclude = [], filter, rules, explore } = this.request;
    return this.name === FOR_YOU && item === undefined && !because && exclude.length + this.excludes.length === 0 && !filter && !rules && explore === undefined;
  }

  /** False: it asks for nothing else than before. */
  update(request: SurfaceRequest): boolean {
    const same = JSON.stringify(request) === JSON.stringify(this.request) && this.#agrees(request.filter);
    this.request = request;
    if (!same) this.version++;
    return !same;
  }

  readonly passes = (item: Item): boolean => {
    const passes = this.request.filter?.(item) ?? true;
    this.#verdicts.set(item, passes);
    return passes;
  };

  /** Takes a new list, unless the one it has was made from the same. @param from JSON-able */
  async make(from: unknown[], list: () => Promise<SurfaceList | null> | SurfaceList | null): Promise<void> {
    const { version } = this;
    const madeFrom = JSON.stringify([version, from]);
    if (this.made !== undefined && this.madeFrom === madeFrom) return;
    this.#verdicts.clear();
    const made = await list();
    // A request that came meanwhile has a list of its own.
    if (version === this.version) Object.assign(this, { madeFrom, made });
  }

  /** Tells what is new: its list, or why there is no new one. */
  tell(fault: Error | undefined): void {
    const news = fault ?? this.made;
    if (news === undefined || (news === this.#told && (news !== null || this.#toldFrom === this.madeFrom))) return;
    this.#told = news;
    this.#toldFrom = this.madeFrom;
    if (fault) this.#onError(fault);
    else this.#listener(this.made ?? null);
  }

  /** A filter written inside a component is another function at every turn, and nearly always the same filter. */
  #agrees(filter: SurfaceRequest['filter']): boolean {
    if (filter === this.request.filter) return true;
    if (!filter || !this.request.filter) return false;
    try {
      return [...this.#verdicts].every(([item, passed]) => filter(item) === passed);
    } catch {
      return false;
    }
  }
}
