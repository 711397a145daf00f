/** Pings that may stay unanswered. */
const PINGS = 3;

/**
 * Finds out by its silence that a worker is gone: the browser can end one (memory, its task manager, the developer tools)
 * without any event. Counted are ticks of a timer of its own, not the clock: a page that was frozen and goes on again has
 * missed messages and ticks alike. The first silent tick pings; after the last ping's tick it is dead, so 20 s after it
 * was last heard of or asked for something.
 */
export class WorkerWatch {
  readonly #ping: () => void;
  readonly #onDeath: () => void;
  readonly #tickMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Ticks without a message; below 0, one came since the last. */
  #silent = 0;

  constructor(ping: () => void, onDeath: () => void, tickMs = 5000) {
    this.#ping = ping;
    this.#onDeath = onDeath;
    this.#tickMs = tickMs;
  }

  /** Something is to be heard of it. Harmless where it is watched already. */
  begin(): void {
    if (this.#timer !== undefined) return;
    this.#silent = 0;
    this.#timer = setInterval(() => this.#tick(), this.#tickMs);
  }

  heard(): void {
    this.#silent = -1;
  }

  /** Nothing is to be heard of it. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#silent++;
    if (this.#silent > PINGS) {
      this.end();
      this.#onDeath();
    } else if (this.#silent > 0) this.#ping();
  }
}
