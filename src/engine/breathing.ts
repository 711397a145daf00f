import { AbortedError } from '../errors.ts';

/** What a long calculation may hold up others by, in milliseconds. */
const SLICE_MS = 8;

/**
 * For a long calculation to call often: lets messages and other tasks in once it has run for a slice.
 * @throws AbortedError once one of the signals is aborted
 */
export function breathing(clock: () => number, ...signals: AbortSignal[]): () => Promise<void> {
  let since = clock();
  return async () => {
    if (clock() - since >= SLICE_MS) {
      await nextTask();
      since = clock();
    }
    if (signals.some(({ aborted }) => aborted)) throw new AbortedError();
  };
}

/** Behind what has come in so far. Not by a timer: browsers stretch those to 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
