/** Counts what this thread requests from the network after loading is over. The promise is zero. */
export class RequestCounter {
  settled = false;
  count = 0;
  private readonly observer: PerformanceObserver | null;

  /** `changed` is called when a request is seen after `settle()`. */
  constructor(changed: () => void) {
    if (typeof PerformanceObserver === 'undefined') {
      this.observer = null;
      return;
    }
    this.observer = new PerformanceObserver((list) => {
      if (!this.settled) return;
      const late = list.getEntries().filter(({ startTime }) => startTime > this.settledAt);
      this.count += late.length;
      if (late.length > 0) changed();
    });
    this.observer.observe({ type: 'resource' });
  }

  private settledAt = Infinity;

  /** Loading is over. */
  settle(): void {
    this.settled = true;
    this.settledAt = Math.min(this.settledAt, performance.now());
  }

  stop(): void {
    this.observer?.disconnect();
  }
}
