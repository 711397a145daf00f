import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeEvents } from './merge-events.ts';

const at = (uid: string, time: number) => ({ uid, time });

it('joins by time, keeps each history’s own order, and nothing twice', () => {
  // The clock of the first went back once.
  const one = [at('a', 10), at('b', 5), at('c', 30)];
  const other = [at('x', 1), at('b', 5), at('y', 20), at('z', 40)];
  expect(mergeEvents(one, other)).toEqual({ events: [at('x', 1), at('a', 10), at('b', 5), at('y', 20), at('c', 30), at('z', 40)], added: 3 });
});

it('is whole, ordered as either was, and the same again changes nothing', () => {
  const history = fc.uniqueArray(fc.record({ uid: fc.integer({ min: 0, max: 30 }).map(String), time: fc.integer({ min: 0, max: 20 }) }), { selector: ({ uid }) => uid, maxLength: 20 });
  fc.assert(
    fc.property(history, history, (one, other) => {
      const { events, added } = mergeEvents(one, other);
      const uids = events.map(({ uid }) => uid);
      expect(new Set(uids).size).toBe(uids.length);
      expect(uids.length).toBe(one.length + added);
      expect(new Set(uids)).toEqual(new Set([...one, ...other].map(({ uid }) => uid)));
      expect(events.filter((event) => one.includes(event))).toEqual(one);
      const fresh = other.filter(({ uid }) => !one.some((event) => event.uid === uid));
      expect(events.filter((event) => fresh.includes(event))).toEqual(fresh);
      expect(mergeEvents(events, other)).toEqual({ events, added: 0 });
    }),
  );
});
