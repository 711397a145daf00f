import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { EVENT_TYPES } from '../types.ts';
import { explain, type ExplainHost, type ExplainOptions, type ScoreExplanation } from './explain.ts';
import { type SessionEvent } from './session-event.ts';
import { type Session } from './session.ts';
import { type SessionModel } from './session-model.ts';
import { isTaken } from './taken.ts';
import { randomEvents, smallModel, smallSession } from './testing/small-session.ts';

const ITEMS = 60;
const SETTINGS: Partial<NeumfConfig>[] = [{}, { blocks: 1 }, { memory: null }, { walk: undefined }, { ordered: false, window: 3 }, { blocks: 3, window: 4 }];
const models = SETTINGS.map((settings) => smallModel(ITEMS, {}, settings));

const rowScorer: ExplainHost['rowScorer'] = ({ config, network }, row) => new PlainScorer(config, network, row, { candidates: 0 });

function hostOf(session: Session): ExplainHost {
  return { scores: (query) => session.scoresOf(query), rowScorer, breathe: async () => undefined };
}

function explained(session: Session, item: number, options: Partial<ExplainOptions> = {}): Promise<ScoreExplanation> {
  return explain(session.explaining(item), { ranks: 3, ...options }, hostOf(session));
}

/** A session that has learned something: its personal part is random, as the learner's could be. */
function learnedSession(model: SessionModel, events: readonly SessionEvent[], seed: number): Session {
  const session = smallSession(model, events);
  const random = new Sfc32(seed, 77);
  const personal = session.state.personal.map((value) => value + 0.2 * random.normal());
  if (events.length > 0) session.restore([{ from: 0, count: events.length, lastEventId: events[events.length - 1].id, personal }]);
  return session;
}

const sumOf = ({ contributions }: ScoreExplanation) => contributions.reduce((sum, { value }) => sum + value, 0);
const cases = { model: fc.nat(models.length - 1), count: fc.integer({ min: 0, max: 9 }), seed: fc.nat(10_000), item: fc.nat(ITEMS - 1) };

describe('adds up', () => {
  it('start, what is learned and all events make the score, exactly or sampled', async () => {
    await fc.assert(
      fc.asyncProperty(cases.model, cases.count, cases.seed, cases.item, fc.boolean(), async (which, count, seed, item, exact) => {
        const model = models[which];
        const events = randomEvents(count, ITEMS, seed, EVENT_TYPES).filter((event) => event.item !== item);
        const session = learnedSession(model, events, seed);
        const found = await explained(session, item, { exactEvents: exact ? 20 : 0, ranks: 1 });
        const scores = await session.scores();
        const start = await smallSession(model).scores();
        expect(found.exact).toBe(exact || !events.some(({ type }) => isTaken(type, model.config.eventTypes)));
        expect(found.score).toBeCloseTo(scores[item], 4);
        expect(found.startScore).toBeCloseTo(start[item], 4);
        expect(Math.abs(found.startScore + found.learned + sumOf(found) - found.score)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(found.score)));
      }),
      { numRuns: 60 },
    );
  });

  it('of a visitor who did nothing there is nothing to tell', async () => {
    const found = await explained(smallSession(models[0]), 7);
    expect(found).toMatchObject({ learned: 0, contributions: [], exact: true, score: found.startScore, rank: found.startRank });
  });

  it('without the personal part nothing is learned', async () => {
    const session = learnedSession(models[0], randomEvents(6, ITEMS, 3), 3);
    const frozen = await explain(session.explaining(59, false), { ranks: 0 }, hostOf(session));
    expect(frozen.learned).toBe(0);
    expect(frozen.score).toBeCloseTo((await session.scores(false))[59], 4);
    expect((await explained(session, 59)).learned).not.toBe(0);
  });
});

describe('by hand', () => {
  it('of one event: what the score is with it over what it is without', async () => {
    const [event] = randomEvents(1, ITEMS, 5);
    const item = (event.item + 1) % ITEMS;
    const found = await explained(smallSession(models[0], [event]), item);
    const [without, with_] = [await smallSession(models[0]).scores(), await smallSession(models[0], [event]).scores()];
    expect(found.contributions).toHaveLength(1);
    expect(found.contributions[0].event).toEqual(event);
    expect(found.contributions[0].value).toBeCloseTo(with_[item] - without[item], 4);
  });

  it('of two: the mean over both orders', async () => {
    const events = randomEvents(2, ITEMS, 6);
    const item = [0, 1, 2].find((candidate) => events.every((event) => event.item !== candidate)) ?? 0;
    const score = async (subset: SessionEvent[]) => (await smallSession(models[0], subset).scores())[item];
    const [none, first, second, both] = [await score([]), await score([events[0]]), await score([events[1]]), await score(events)];
    const found = await explained(smallSession(models[0], events), item);
    const valueOf = (id: number) => found.contributions.find(({ event }) => event.id === id)?.value;
    expect(valueOf(1)).toBeCloseTo((first - none + both - second) / 2, 4);
    expect(valueOf(2)).toBeCloseTo((second - none + both - first) / 2, 4);
  });
});

describe('sampled', () => {
  it('lies about the exact values as its errors say', async () => {
    let [within, all] = [0, 0];
    for (let seed = 0; seed < 12; seed++) {
      const model = models[seed % models.length];
      const session = learnedSession(model, randomEvents(9, ITEMS, seed).filter(({ item }) => item !== 59), seed);
      const exact = await explained(session, 59, { ranks: 0 });
      const sampled = await explained(session, 59, { ranks: 0, exactEvents: 0 });
      const exactly = new Map(exact.contributions.map(({ event, value }) => [event.id, value]));
      for (const { event, value, standardError } of sampled.contributions) {
        expect(standardError).toBeLessThan(0.25);
        all++;
        if (Math.abs(value - (exactly.get(event.id) ?? NaN)) <= 3 * standardError + 1e-6) within++;
      }
    }
    expect(within / all).toBeGreaterThan(0.95);
  });

  it('is the same whenever it is asked', async () => {
    const session = smallSession(models[0], randomEvents(20, ITEMS, 2));
    expect(await explained(session, 3)).toEqual(await explained(session, 3));
  });
});

describe('ranks', () => {
  it('are the places in the list, now and without an event, and of a visitor without events', async () => {
    const events = randomEvents(8, ITEMS, 4);
    const session = smallSession(models[0], events);
    const { items } = await session.rank({ limit: ITEMS });
    const found = await explained(session, items[6], { ranks: 2 });
    expect(found.rank).toBe(7);
    const start = await smallSession(models[0]).rank({ limit: ITEMS });
    expect(found.startRank).toBe(start.items.indexOf(items[6]) + 1);
    for (const [at, { event, rankWithout }] of found.contributions.entries()) {
      const rest = events.filter((other) => other !== event);
      const without = await smallSession(models[0], rest).rank({ limit: ITEMS });
      expect(rankWithout).toBe(at < 2 ? without.items.indexOf(items[6]) + 1 : null);
    }
  });

  it('of what the visitor has met are as if they had not: its own events explain nothing', async () => {
    const events = randomEvents(8, ITEMS, 9);
    const met = events[7].item;
    const session = smallSession(models[0], events);
    const before = smallSession(models[0], events.filter(({ item }) => item !== met));
    expect(await explained(session, met)).toEqual(await explained(before, met));
  });
});

it('an item that is not there is named; whoever breathes can stop it', async () => {
  const session = smallSession(models[0], randomEvents(20, ITEMS, 2));
  expect(() => session.explaining(ITEMS)).toThrow(`item: expected one of the ${ITEMS} items that are there, got ${ITEMS}`);
  const breathe = async () => {
    throw new Error('stopped');
  };
  await expect(explain(session.explaining(1), { ranks: 0 }, { ...hostOf(session), breathe })).rejects.toThrow('stopped');
});
