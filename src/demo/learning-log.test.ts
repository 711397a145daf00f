import { beforeEach, describe, expect, test } from 'vitest';
import { type EventType } from '../types.ts';
import { LearningLog, lessonsByEvent } from './learning-log.ts';

const CLICK = { storeMs: 1, learnMs: 12, rankMs: 2 };

/** A state after so many events, with this list; `learned` of them learned, gaining so many nats in all. */
function state(events: number, ids: string, { learned = events, gainedNats = 0, status = 'ready' }: { learned?: number; gainedNats?: number; status?: 'ready' | 'rebuilding' } = {}) {
  const items = Array.from(ids, (id, position) => ({ item: { id, title: id, genres: [], year: null, extra: {} }, position, score: 0 }));
  const guard = { weight: 0.88, gainedNats, regretNats: 0, judged: learned, better: 0 };
  return {
    ranking: { id: `${events} ${ids}`, surface: 'for-you', items, events, rankMs: 2 },
    lastClick: CLICK,
    learning: { status, learnedEvents: learned, rebuild: null, lastLearnMs: 11, guard, tensors: 0 },
    storage: { kind: 'indexeddb' as const, events, unsaved: 0, earlier: 0, bytes: 0 },
  };
}

const like = (item: string) => ({ item, type: 'like' as EventType });
let log: LearningLog;
beforeEach(() => {
  log = new LearningLog();
  log.observe(state(0, 'abcd'));
});

describe('what an event changed', () => {
  test('is how many titles are new, where the time went, and what the guard gained by it', () => {
    log.sent(like('a'));
    log.observe(state(1, 'bcxy', { gainedNats: 0.5 }));
    expect(log.lessons()).toEqual([{ ...like('a'), fresh: 2, of: 4, click: CLICK, verdict: { gainedNats: 0.5, weight: 0.88, events: 1, learnMs: 11 } }]);
    log.sent(like('b'));
    log.observe(state(2, 'cxyz', { gainedNats: 0.3 }));
    expect(log.lessons()[0]).toMatchObject({ item: 'b', fresh: 1, verdict: { gainedNats: -0.2 } });
  });

  test('is known before it is learned, where the list comes first', () => {
    log.sent(like('a'));
    log.observe(state(1, 'bcdx', { learned: 0 }));
    expect(log.lessons()[0]).toMatchObject({ fresh: 1, verdict: null });
    log.observe(state(1, 'bcdx', { learned: 1, gainedNats: 0.1 }));
    expect(log.lessons()[0].verdict).toMatchObject({ gainedNats: 0.1, events: 1 });
  });

  test('is told of events in the order in which they were sent, also where several come at once', () => {
    log.sent(like('a'));
    log.sent(like('b'));
    log.observe(state(2, 'cdxy', { learned: 1, gainedNats: 0.1 }));
    expect(log.lessons().map(({ item, verdict }) => [item, verdict?.events ?? null])).toEqual([['b', null], ['a', 1]]);
    log.observe(state(2, 'cdxy', { learned: 2, gainedNats: 0.4 }));
    expect(log.lessons()[0].verdict?.gainedNats).toBeCloseTo(0.3);
  });

  test('is nothing where the list changed without an event, or the event failed', () => {
    const lost = like('a');
    log.sent(lost);
    log.failed(lost);
    log.observe(state(0, 'wxyz'));
    expect(log.lessons()).toEqual([]);
    log.sent(like('w'));
    log.observe(state(1, 'xyzv'));
    log.observe(state(0, 'wxyz'));
    expect(log.lessons()).toHaveLength(1);
    log.clear();
    expect(log.lessons()).toEqual([]);
  });

  test('is not judged amid a rebuild, whose record is of other events', () => {
    log.sent(like('a'));
    log.observe(state(1, 'bcdx', { learned: 5, gainedNats: 9, status: 'rebuilding' }));
    expect(log.lessons()[0].verdict).toBeNull();
  });
});

test('whoever listens hears of each lesson, and the list is the same until then', () => {
  let heard = 0;
  const stop = log.subscribe(() => heard++);
  const before = log.lessons();
  log.observe(state(0, 'abcd'));
  expect(log.lessons()).toBe(before);
  log.sent(like('a'));
  log.observe(state(1, 'bcdx', { learned: 0 }));
  stop();
  log.observe(state(1, 'bcdx'));
  expect(heard).toBe(1);
});

test('lessons go to the events of the history that taught them; what is forgotten has none', () => {
  const lesson = (item: string) => ({ ...like(item), fresh: 0, of: 4, click: CLICK, verdict: null });
  const entry = (id: number, itemId: string) => ({ id, itemId, type: 'like' as const });
  const found = lessonsByEvent([lesson('b'), lesson('a'), lesson('b')], [entry(9, 'b'), entry(7, 'b'), entry(3, 'c')]);
  expect([...found.keys()]).toEqual([9, 7]);
});
