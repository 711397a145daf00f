import { setImmediate } from 'node:timers/promises';
import { AbortedError } from '../../errors.ts';

/** Lets the event loop go round once, so that an abort (Ctrl-C) is heard in a long computation. @throws AbortedError */
export async function takeTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new AbortedError('fitting a baseline was interrupted');
}
