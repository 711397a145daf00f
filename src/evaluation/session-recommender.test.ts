import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ItemIds } from '../bundle/item-ids.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { Learner } from '../learner/learner.ts';
import { randomEvents, smallModel, smallSession } from '../session/testing/small-session.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { BatchingLearner } from './batching-learner.ts';
import { type Recommender } from './recommender.ts';
import { bundleRows, sessionRecommender } from './session-recommender.ts';
import { towerRecommender } from './tower-recommender.ts';

const ITEMS = 80;
const model = smallModel(ITEMS);
const rows = Int32Array.from({ length: ITEMS }, (_, item) => item);
const histories = [3, 0, 9, 14].map((length, visitor) => randomEvents(length, ITEMS, visitor));

async function scoresAfter(recommender: Recommender, events: (typeof histories)[number], every = 1): Promise<Float32Array> {
  const visitor = recommender.start();
  let scores = await visitor.scores();
  for (const [i, { item, type }] of events.entries()) {
    await visitor.observe({ item, type });
    if ((i + 1) % every === 0) scores = await visitor.scores();
  }
  return every === 1 ? scores : visitor.scores();
}

function idsOf(names: string[]): ItemIds {
  const offsets = new Uint32Array(names.length + 1);
  names.forEach((name, i) => (offsets[i + 1] = offsets[i] + name.length));
  return new ItemIds('ids.json', new TextEncoder().encode(names.join('')), offsets);
}

const apart = (a: Float32Array, b: Float32Array) => Math.max(...a.map((x, i) => Math.abs(x - b[i])));

describe('sessionRecommender', () => {
  let learner: Learner;
  const scorer = new PlainScorer(model.config, model.network, model);
  beforeAll(async () => {
    await startTfjs('wasm');
    learner = new Learner(model.config, model.network, model.learning);
  });
  afterAll(() => learner.dispose());

  it('scores as a session driven by hand: frozen', async () => {
    const frozen = sessionRecommender({ model, scorer, rows, learner: null });
    for (const history of histories) expect(await scoresAfter(frozen, history)).toEqual(await smallSession(model, history).scores(false));
  });

  it('scores as a session driven by hand: learning, many visitors side by side', async () => {
    const learning = sessionRecommender({ model, scorer, rows, learner: new BatchingLearner(learner) });
    const together = await Promise.all(histories.map((history) => scoresAfter(learning, history)));
    for (const [v, history] of histories.entries()) {
      const session = smallSession(model, history);
      while ((await session.learnNext(learner)) !== null);
      expect(apart(together[v], await session.scores())).toBeLessThanOrEqual(1e-4);
      if (history.length > 0) expect(apart(together[v], await session.scores(false))).toBeGreaterThan(1e-3);
    }
  });

  it('learns the same whether it is asked after each event or after several', async () => {
    const learning = sessionRecommender({ model, scorer, rows, learner });
    expect(await scoresAfter(learning, histories[3], 5)).toEqual(await scoresAfter(learning, histories[3]));
  });

  it('passes over what the bundle does not know, and never recommends it', async () => {
    // The data have the bundle's items in reverse, and one more in front.
    const items = [{ id: 'new' }, ...Array.from({ length: ITEMS }, (_, i) => ({ id: `i${ITEMS - 1 - i}` }))].map(({ id }) => ({ id, title: id, genres: [], year: null, extra: {} }));
    const reversed = bundleRows(items, { ids: idsOf(Array.from({ length: ITEMS }, (_, i) => `i${i}`)) });
    expect([...reversed.subarray(0, 3)]).toEqual([-1, 79, 78]);
    const visitor = sessionRecommender({ model, scorer, rows: reversed, learner: null }).start();
    for (const item of [1, 0, 80, 0]) await visitor.observe({ item, type: 'like' });
    const scores = await visitor.scores();
    const session = smallSession(model, [79, 0].map((item, i) => ({ id: i + 1, item, type: 'like' })));
    const byHand = await session.scores(false);
    expect(scores[0]).toBe(-Infinity);
    expect(scores.subarray(1)).toEqual(byHand.toReversed());
  });
});

describe('towerRecommender', () => {
  beforeAll(async () => void (await startTfjs('wasm')));

  it.each([false, true])('is the session on the best scorer of this machine, and leaves no tensor (learning: %s)', async (learning) => {
    const before = tf.memory().numTensors;
    const recommender = await towerRecommender(model, { rows, learning });
    const scores = await scoresAfter(recommender, histories[2]);
    recommender.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const own = new Learner(model.config, model.network, model.learning);
    const session = smallSession(model, histories[2]);
    if (learning) while ((await session.learnNext(own)) !== null);
    own.dispose();
    expect(apart(scores, await session.scores(learning))).toBeLessThanOrEqual(1e-4);
  });
});
