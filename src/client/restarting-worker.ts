import { type FromWorker, type ToWorker } from '../engine/protocol.ts';
import { DeviceError } from '../errors.ts';
import { watchWorker } from './worker-watch.ts';

/** In one visit: what ends more often ends for a reason that a restart does not take away. */
const MOST_RESTARTS = 3;

export interface RestartingWorker {
  post(message: ToWorker): void;
  terminate(): void;
}

/**
 * A worker that is made anew where it has died. One whose script never ran is not: it would not run the next time either.
 * `onMessage` says whether an answer is waited for: otherwise the worker may be silent. `onRestart`: another one has taken
 * its place, and knows of nothing. `onEnd`: there is none, and will be none. `tickMs`: of the watch.
 * @throws what `make` throws
 */
export function restartingWorker(make: () => Worker, onMessage: (message: FromWorker) => boolean, onRestart: () => void, onEnd: (error: Error) => void, tickMs?: number): RestartingWorker {
  let worker: Worker;
  /** Until then its script may still be on its way. */
  let spoke = false;
  let restarts = 0;

  const post = (message: ToWorker) => {
    worker.postMessage(message);
    if (spoke) watch.begin();
  };
  const terminate = () => {
    watch.end();
    worker.terminate();
  };
  const start = () => {
    const made = make();
    worker = made;
    spoke = false;
    made.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      // What one has sent before its end may come after it.
      if (made !== worker) return;
      spoke = true;
      watch.heard();
      if (onMessage(data)) watch.begin();
      else watch.end();
    });
    made.addEventListener('error', (event) => {
      event.preventDefault();
      if (made !== worker) return;
      // A worker goes on after an exception that nobody caught. Should it not, it answers no more.
      if (spoke) post({ kind: 'ping' });
      else onEnd(new DeviceError(`the worker failed: ${event.message || 'its script could not be loaded (does the page’s policy allow it in worker-src?)'}`));
    });
  };
  const restart = () => {
    terminate();
    try {
      if (restarts++ === MOST_RESTARTS) throw new DeviceError('the worker stops answering again and again; reload the page');
      start();
    } catch (error) {
      onEnd(error as Error);
      return;
    }
    onRestart();
  };
  const watch = watchWorker(() => post({ kind: 'ping' }), restart, tickMs);
  start();
  return { post, terminate };
}
