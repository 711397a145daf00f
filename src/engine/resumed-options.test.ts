import { expect, test } from 'vitest';
import { type EngineOptions } from './protocol.ts';
import { resumedOptions } from './resumed-options.ts';
import { type ConsentMode, type ConsentState, type RecommenderState } from './state.ts';

function resumed(options: Partial<EngineOptions>, consent: ConsentState, learning: 'ready' | 'off' = 'ready') {
  const state = { status: 'ready', consent, learning: { status: learning } } as RecommenderState;
  const { consent: mode, learning: on } = resumedOptions({ bundle: 'b', backend: 'auto', limit: 20, ...options, resumed: state });
  return { mode, on };
}

test.each<[ConsentMode, ConsentState, ConsentMode]>([
  ['granted', 'granted', 'granted'],
  ['granted', 'off', 'off'],
  ['granted', 'session-only', 'session-only'],
  ['session-only', 'granted', 'granted'],
  ['off', 'granted', 'granted'],
  // The device remembers these answers itself.
  ['ask', 'unanswered', 'ask'],
  ['ask', 'granted', 'ask'],
  ['ask', 'off', 'ask'],
  ['ask', 'session-only', 'session-only'],
])('a site that says %s, a visitor who is at %s: goes on with %s', (site, visitor, mode) => {
  expect(resumed({ consent: site }, visitor).mode).toBe(mode);
});

test('learning that was turned off stays off; else it is as the site and the device have it', () => {
  expect(resumed({ learning: true }, 'granted', 'off').on).toBe(false);
  expect(resumed({}, 'granted').on).toBeUndefined();
  expect(resumed({ learning: true }, 'granted').on).toBe(true);
});

test('one that died before it was ready has left nothing', () => {
  const options: EngineOptions = { bundle: 'b', backend: 'auto', limit: 20, consent: 'ask', resumed: { status: 'loading', progress: { phase: 'start', loaded: 0, total: 0 }, ranking: null } };
  expect(resumedOptions(options)).toBe(options);
});
