import { type EngineOptions } from './protocol.ts';
import { type ConsentMode } from './state.ts';

/** Of an engine that takes the place of one that died: with what was set in this visit, which may be written down nowhere. */
export function resumedOptions(options: EngineOptions): EngineOptions {
  const { resumed } = options;
  if (resumed?.status !== 'ready') return options;
  // An answer that was asked for is remembered on the device, and so is the next one; but for one for this visit alone.
  const consent = options.consent === 'ask' && resumed.consent !== 'session-only' ? 'ask' : (resumed.consent as ConsentMode);
  return { ...options, consent, learning: resumed.learning.status === 'off' ? false : options.learning };
}
