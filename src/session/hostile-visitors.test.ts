/**
 * Whatever a visitor does, learning neither breaks nor harms them: the part stays finite and near its start, what is
 * learned foretells no worse than the frozen model but for a little, and ordinary clicks lead back to an ordinary list.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../bundle/decode-bundle.ts';
import { GUARD_SIZE } from '../learner/guard.ts';
import { Learner } from '../learner/learner.ts';
import { Sfc32 } from '../random.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { type SessionModel, sessionModel } from './session-model.ts';
import { HOSTILE } from './testing/hostile.ts';
import { type Deed, ordinaryDeed, type Told, ToldVisitor } from './testing/told-visitor.ts';
import { smallModel } from './testing/small-session.ts';

/** As bundles are made, with a walk term; and what a visitor of the demo gets. */
const MODELS: Record<string, () => Promise<SessionModel>> = {
  'a small model': () => Promise.resolve(smallModel(400, { rates: { vector: 0.1, adapter: 0, mix: 0, walk: 0.5 }, negatives: 192, replay: 4, ramp: 20 })),
  'the demo’s films': async () => {
    const read = (path: string) => readFile(new URL(`../../public/bundles/movies/${path}`, import.meta.url));
    return sessionModel(await openBundle({ read, text: 'none' }));
  },
};

/** Each event pulls a piece by at most rate × norm, and back by a share: no visitor gets farther from the start than this. */
const FARTHEST = 12;
/** Nats by which a list may foretell worse than the frozen model's, an event: what the guard takes to find out, and what the least trust costs. */
const WORSE_AT_MOST = 0.05;
/** Places by which what comes next may stand lower than without learning, after ten ordinary events, on average. */
const LOWER_AT_MOST = 2;

beforeAll(async () => {
  await startTfjs('wasm');
});

describe.each(Object.keys(MODELS))('%s', (name) => {
  let model: SessionModel;
  let learner: Learner;
  beforeAll(async () => {
    model = await MODELS[name]();
    learner = new Learner(model.config, model.network, model.learning);
  });
  afterAll(() => learner.dispose());

  it.each(HOSTILE)('$name', { timeout: 180_000 }, async ({ rounds, next }) => {
    const visitor = new ToldVisitor(model, learner);
    const { session } = visitor;
    const start = session.state.personal.slice(0, -GUARD_SIZE);
    const random = new Sfc32(7, rounds);
    const act = async (deed: Deed, tell = false) => {
      const told = await visitor.act(deed, tell);
      const { personal } = session.state;
      expect(personal.every(Number.isFinite)).toBe(true);
      expect(Math.hypot(...start.map((from, i) => personal[i] - from))).toBeLessThan(FARTHEST);
      return told;
    };

    const hostile: Told[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [at, deed] of (await next(session, round, random)).entries()) {
        const told = await act(deed, (round + at) % 4 === 0);
        if (told) hostile.push(told);
      }
    }
    expect((await session.scores()).every(Number.isFinite)).toBe(true);
    const { gained, judged, weight } = session.guard;
    expect(gained).toBeGreaterThanOrEqual(-1 - WORSE_AT_MOST * judged);
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThan(1);
    if (hostile.length >= 10) expect(meanOf(hostile, ({ loss, frozenLoss }) => loss - frozenLoss)).toBeLessThanOrEqual(WORSE_AT_MOST);

    for (let event = 0; event < 10; event++) await act(await ordinaryDeed(session, event));
    const back: Told[] = [];
    for (let event = 10; event < 15; event++) back.push((await act(await ordinaryDeed(session, event), true)) as Told);
    expect(meanOf(back, ({ loss, frozenLoss }) => loss - frozenLoss)).toBeLessThanOrEqual(WORSE_AT_MOST);
    expect(meanOf(back, ({ rank, frozenRank }) => rank - frozenRank)).toBeLessThanOrEqual(LOWER_AT_MOST);
    if (model.walk) expect(meanOf(back, ({ rank }) => rank)).toBeLessThan(10);
  });
});

function meanOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}
