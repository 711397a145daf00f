import { AbortedError } from '../errors.ts';
import { nextTask } from './next-task.ts';

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
