/** Counts what the page fetches over the network, as the browser itself reports it. */
export class RequestCounter {
  #count = 0;
  readonly #listeners = new Set<() => void>();
  #observer: PerformanceObserver | undefined;

  /** Counts from now on. */
  start(): void {
    if (this.#observer || typeof PerformanceObserver === 'undefined') return;
    const since = performance.now();
    this.#observer = new PerformanceObserver((list) => {
      const fresh = list.getEntries().filter((entry) => entry.startTime >= since && isNetwork(entry.name)).length;
      if (fresh === 0) return;
      this.#count += fresh;
      for (const listener of this.#listeners) listener();
    });
    this.#observer.observe({ type: 'resource' });
  }

  readonly count = (): number => this.#count;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** `data:` and `blob:` never leave the device. */
export function isNetwork(url: string): boolean {
  return /^(https?|wss?):/.test(url);
}
