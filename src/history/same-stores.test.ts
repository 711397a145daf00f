import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../types.ts';
import { snapshot } from './history-contract.ts';
import { type HistoryStore } from './history-store.ts';
import { MemoryHistory } from './memory-history.ts';
import { openHistory } from './open-history.ts';
import { ResilientHistory } from './resilient-history.ts';

const time = fc.integer({ min: 0, max: 4 });
const item = fc.integer({ min: 0, max: 5 }).map(String);
const type = fc.constantFrom(...EVENT_TYPES);
const bundle = fc.constantFrom('b', 'old');
const event = fc.record({ item, type, time, uid: fc.integer({ min: 0, max: 60 }).map(String) });
const place = fc.nat({ max: 8 });

/** What may be done to a history. Events are named by their place in it: stores give ids of their own. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('append' as const), events: fc.array(event, { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('removeBetween' as const), from: time, to: time }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('thin' as const), places: fc.uniqueArray(place, { maxLength: 4 }), bundle, dropped: fc.nat({ max: 3 }) }) },
  fc.record({ kind: fc.constant('replaceAll' as const), events: fc.array(event, { maxLength: 5 }), earlier: fc.array(fc.record({ item, type, time }), { maxLength: 4 }) }),
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('putSnapshot' as const, 'putCurrent' as const), bundle, from: fc.nat({ max: 4 }), learned: fc.nat({ max: 4 }), place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('prune' as const), bundle, keepFrom: fc.option(fc.nat({ max: 4 }), { nil: undefined }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('the stores of a history do the same, whatever is done', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const indexedDB = new IDBFactory();
      const stores = [
        new MemoryHistory(),
        await openHistory({ namespace: 'n', indexedDB }),
        await ResilientHistory.open({ namespace: 'other', indexedDB, clock: () => 0 }),
        await ResilientHistory.open({ namespace: 'refused', indexedDB: { open: refuse } as unknown as IDBFactory, clock: () => 0 }),
      ];
      for (const each of steps) {
        const [expected, ...others] = await Promise.all(stores.map((store) => take(store, each)));
        for (const other of others) expect(other).toEqual(expected);
      }
      for (const store of stores) store.close();
    }),
    { numRuns: 150 },
  );
});

function refuse(): never {
  throw new DOMException('no', 'SecurityError');
}

/** Does a step, and tells what came of it and how things stand then, without ids. */
async function take(store: HistoryStore, step: Step): Promise<unknown> {
  const result = await act(store, step);
  const events = await store.events();
  const ids = events.map(({ id }) => id);
  expect(await store.eventIds()).toEqual(ids);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  const parts = await Promise.all(['b', 'old'].flatMap((name) => [store.snapshots(name, 'wasm'), store.current(name, 'wasm').then((part) => (part ? [part] : []))]));
  return {
    result,
    events: events.map(({ id: _id, ...rest }) => rest),
    earlier: await store.earlier(),
    parts: parts.map((some) => some.map(({ lastEventId, ...rest }) => ({ ...rest, last: ids.indexOf(lastEventId) }))),
    records: (await store.records()).map(({ store: name }) => name),
  };
}

async function act(store: HistoryStore, step: Step): Promise<unknown> {
  const ids = await store.eventIds();
  // One place in nine there is nothing.
  const at = (place: number): number => (place > 0 && ids.length > 0 ? ids[place % ids.length] : -1);
  switch (step.kind) {
    case 'append':
      return (await store.appendAll(step.events)).map(({ id: _id, ...rest }) => rest);
    case 'remove':
      return store.remove(at(step.place));
    case 'removeBetween':
      return store.removeBetween(step.from, step.to);
    case 'thin':
      return store.thin({ ...step, ids: [...new Set(step.places.map(at))].toSorted((a, b) => a - b) });
    case 'replaceAll':
      return store.replaceAll(step.events, step.earlier);
    case 'putSnapshot':
    case 'putCurrent':
      return store[step.kind](snapshot({ bundle: step.bundle, from: step.from, count: step.from + step.learned, lastEventId: Math.max(0, at(step.place)) }));
    case 'prune':
      return store.pruneSnapshots(step.bundle, step.keepFrom);
    case 'clear':
      return store.clear();
  }
}
