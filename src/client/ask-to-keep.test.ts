import { afterEach, expect, it, vi } from 'vitest';
import { askToKeep } from './ask-to-keep.ts';
import { type ConsentState, type RecommenderState } from './recommender.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A browser, and how often it was asked. */
function browser({ kept = false, userAgent = 'Chrome/150' } = {}) {
  const persist = vi.fn(async () => true);
  vi.stubGlobal('navigator', { userAgent, storage: { persisted: async () => kept, persist } });
  return persist;
}

function state(events: number, consent: ConsentState = 'granted', kind: 'indexeddb' | 'memory' = 'indexeddb'): RecommenderState {
  return { status: 'ready', consent, storage: { kind, events } } as RecommenderState;
}

async function asked(states: readonly RecommenderState[], persist: ReturnType<typeof browser>): Promise<number> {
  const see = askToKeep();
  for (const next of states) see(next);
  await new Promise((resolve) => setTimeout(resolve));
  return persist.mock.calls.length;
}

it('asks once, when ten things are kept', async () => {
  expect(await asked([state(0), state(9)], browser())).toBe(0);
  expect(await asked([state(9), state(10), state(11), state(500)], browser())).toBe(1);
});

it('not for what is not to stay, and not where it is granted already', async () => {
  expect(await asked([state(50, 'session-only', 'memory'), state(50, 'granted', 'memory'), state(50, 'off')], browser())).toBe(0);
  expect(await asked([{ status: 'closed' }], browser())).toBe(0);
  expect(await asked([state(50)], browser({ kept: true }))).toBe(0);
});

it('not in Firefox, which would ask the visitor; not on plain http, which has no such storage; a refusal disturbs nobody', async () => {
  expect(await asked([state(50)], browser({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' }))).toBe(0);
  vi.stubGlobal('navigator', { userAgent: 'Chrome/150' });
  expect(() => askToKeep()(state(50))).not.toThrow();
  const persist = browser();
  persist.mockRejectedValue(new TypeError('not in this frame'));
  expect(await asked([state(50)], persist)).toBe(1);
});
