import { type FromWorker, type ToWorker } from '../engine/protocol.ts';
import { DeviceError, messageOf } from '../errors.ts';
import { WorkerWatch } from './worker-watch.ts';

/** In one visit: what ends more often ends for a reason that a restart does not take away. */
const MOST_RESTARTS = 3;

export interface WorkerHost {
  onMessage: (message: FromWorker) => void;
  /** Whether an answer is waited for: otherwise the worker may be silent. */
  waits: () => boolean;
  /** Another worker has taken its place, and knows of nothing. */
  onRestart: () => void;
  /** There is none, and will be none. */
  onEnd: (error: Error) => void;
}

/** A worker that is made anew where it has died. One whose script never ran is not: it would not run the next time either. */
export class RestartingWorker {
  readonly #make: () => Worker;
  readonly #host: WorkerHost;
  readonly #watch: WorkerWatch;
  #worker: Worker;
  /** Until then its script may still be on its way. */
  #spoke = false;
  restarts = 0;

  /** `tickMs`: of the watch. @throws what `make` throws */
  constructor(make: () => Worker, host: WorkerHost, tickMs?: number) {
    this.#make = make;
    this.#host = host;
    this.#watch = new WorkerWatch(() => this.post({ kind: 'ping' }), () => this.#restart(), tickMs);
    this.#worker = this.#start();
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message);
    if (this.#spoke) this.#watch.begin();
  }

  terminate(): void {
    this.#watch.end();
    this.#worker.terminate();
  }

  #start(): Worker {
    const worker = this.#make();
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      // What one has sent before its end may come after it.
      if (worker !== this.#worker) return;
      this.#spoke = true;
      this.#watch.heard();
      this.#host.onMessage(data);
      if (this.#host.waits()) this.#watch.begin();
      else this.#watch.end();
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker !== this.#worker) return;
      // A worker goes on after an exception that nobody caught. Should it not, it answers no more.
      if (this.#spoke) this.post({ kind: 'ping' });
      else this.#host.onEnd(new DeviceError(`the worker failed: ${event.message || 'its script could not be loaded (does the page’s policy allow it in worker-src?)'}`));
    });
    return worker;
  }

  #restart(): void {
    this.terminate();
    if (this.restarts === MOST_RESTARTS) {
      this.#host.onEnd(new DeviceError(`the worker stopped answering for the ${MOST_RESTARTS + 1}th time; reload the page to try again`));
      return;
    }
    this.restarts++;
    this.#spoke = false;
    try {
      this.#worker = this.#start();
    } catch (cause) {
      this.#host.onEnd(new DeviceError(`the worker stopped, and no other could be started: ${messageOf(cause)}`, { cause }));
      return;
    }
    this.#host.onRestart();
  }
}
