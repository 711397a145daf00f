/** Pings that may stay unanswered. */
const PINGS = 3;

export interface WorkerWatch {
  /** Something is to be heard of it. Harmless where it is watched already. */
  begin(): void;
  heard(): void;
  /** Nothing is to be heard of it. */
  end(): void;
}

/**
 * Finds out by its silence that a worker is gone: the browser can end one (memory, its task manager, the developer tools)
 * without any event. Counted are ticks of a timer of its own, not the clock: a page that was frozen and goes on again has
 * missed messages and ticks alike. The first silent tick pings; one after the last ping's, it is dead: 10 s after it was
 * asked for something or last heard of.
 */
export function watchWorker(ping: () => void, onDeath: () => void, tickMs = 2500): WorkerWatch {
  let timer: ReturnType<typeof setInterval> | undefined;
  /** Ticks without a message; below 0, one came since the last. */
  let silent = 0;
  const end = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const tick = () => {
    silent++;
    if (silent > PINGS) {
      end();
      onDeath();
    } else if (silent > 0) ping();
  };
  return {
    begin() {
      if (timer !== undefined) return;
      silent = 0;
      timer = setInterval(tick, tickMs);
    },
    heard() {
      silent = -1;
    },
    end,
  };
}
