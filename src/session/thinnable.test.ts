import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Learner } from '../learner/learner.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { EVENT_TYPES } from '../types.ts';
import { learningStart } from './learning-window.ts';
import { type SessionEvent } from './session-event.ts';
import { type Session } from './session.ts';
import { randomEvents, smallModel, smallSession } from './testing/small-session.ts';
import { thinnable } from './thinnable.ts';

const ITEMS = 900;
const model = smallModel(ITEMS, { negatives: 4, replay: 3 });

it.each([0, 500, 1000, 1250, 1500])('nothing goes of %i events', (count) => {
  expect(thinnable(randomEvents(count, ITEMS, 1), model.config)).toBe(0);
});

it('a stride goes at a time, and between 1,001 and 1,500 events remain', () => {
  let kept = randomEvents(4000, ITEMS, 2);
  for (let count = 1; count <= 4000; count++) {
    const cut = thinnable(kept.slice(0, count), model.config);
    if (cut === 0) continue;
    expect(count).toBeGreaterThan(1500);
    expect(count - cut).toBeGreaterThan(1000);
    expect(cut % 250).toBe(0);
  }
  for (let cut = thinnable(kept, model.config); cut > 0; cut = thinnable(kept, model.config)) kept = kept.slice(cut);
  expect(kept.length).toBeGreaterThan(1000);
  expect(kept.length).toBeLessThanOrEqual(1500);
});

it('who only passes things over still keeps a bounded history', () => {
  const skips = Array.from({ length: 12_000 }, () => ({ type: 'skip' as const }));
  expect(thinnable(skips.slice(0, 10_000), model.config)).toBe(0);
  expect(thinnable(skips, model.config)).toBe(2000);
});

describe('what goes', () => {
  let learner: Learner;
  beforeAll(async () => {
    await startTfjs('wasm');
    learner = new Learner(model.config, model.network, model.learning);
  });
  afterAll(() => learner.dispose());

  const learned = async (session: Session) => {
    while (await session.learnNext(learner));
    return session;
  };
  const thinned = (events: readonly SessionEvent[], cut: number) => {
    const session = smallSession(model);
    session.meet(events.slice(0, cut));
    session.observe(events.slice(cut));
    return session;
  };

  it('leaves personal part, guard, list and scores to the bit what they were, and so do undoing and what comes after', async () => {
    // One in four was passed over or refused, which tower and memory do not read.
    const events = randomEvents(2120, ITEMS, 1, [...EVENT_TYPES, 'click', 'click', 'view', 'like']);
    const before = events.slice(0, 1760);
    const cut = thinnable(before, model.config);
    expect(cut).toBeGreaterThan(0);
    const whole = await learned(smallSession(model, before));
    const short = await learned(thinned(before, cut));
    const equal = async () => {
      expect(short.state.personal).toEqual(whole.state.personal);
      expect(short.state.count + cut).toBe(whole.state.count);
      expect(short.guard).toEqual(whole.guard);
      expect(await short.rank({ limit: 50 })).toEqual(await whole.rank({ limit: 50 }));
      expect(await short.rank({ limit: 50, personal: false })).toEqual(await whole.rank({ limit: 50, personal: false }));
    };
    await equal();
    // Back over the start of the window…
    expect(learningStart(1760)).not.toBe(learningStart(1730));
    for (const { id } of events.slice(1730, 1760).toReversed()) for (const session of [whole, short]) session.forget(id);
    for (const session of [whole, short]) await learned(session);
    await equal();
    // …and on into the next.
    for (const session of [whole, short]) {
      session.observe(events.slice(1730));
      await learned(session);
    }
    await equal();
  }, 60_000);

  it('and of its items no list shows any again, though of those only passed over it may', async () => {
    const events = randomEvents(1600, 2000, 5, ['click', 'skip']);
    const big = smallModel(2000, { negatives: 4 });
    const cut = 250;
    const session = smallSession(big);
    session.meet(events.slice(0, cut));
    const { items } = await session.rank({ limit: 2000 });
    const met = new Set(events.slice(0, cut).filter(({ type }) => type === 'click').map(({ item }) => item));
    expect([...items].filter((item) => met.has(item))).toEqual([]);
    expect(items).toHaveLength(2000 - met.size);
  });
});
