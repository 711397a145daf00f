import { beforeAll, describe, expect, it } from 'vitest';
import { Learner } from '../learner/learner.ts';
import { type SessionModel } from '../session/session-model.ts';
import { randomEvents, smallModel, smallSession } from '../session/testing/small-session.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { withoutIdleMlp } from './without-idle-mlp.ts';

function idleModel(): SessionModel {
  const model = smallModel();
  model.network.get('head.mlp.out')?.data.fill(0);
  return model;
}

async function scoresOf(model: SessionModel, learns: boolean): Promise<Float32Array> {
  const session = smallSession(model, randomEvents(9, 80, 1));
  const learner = new Learner(model.config, model.network, model.learning);
  if (learns) while ((await session.learnNext(learner)) !== null);
  learner.dispose();
  return session.scores(learns);
}

describe('withoutIdleMlp', () => {
  beforeAll(async () => void (await startTfjs('wasm')));

  it.each([false, true])('changes no score of a model whose MLP says nothing (learning: %s)', async (learns) => {
    const [whole, slim] = [idleModel(), withoutIdleMlp(idleModel())];
    expect(slim.config.mlp).toEqual([1]);
    const [expected, scores] = [await scoresOf(whole, learns), await scoresOf(slim, learns)];
    expect(Math.max(...scores.map((score, i) => Math.abs(score - expected[i])))).toBeLessThanOrEqual(learns ? 1e-5 : 0);
    if (learns) expect(scores).not.toEqual(await scoresOf(slim, false));
  });

  it('leaves a model alone whose MLP says something', () => {
    const model = idleModel();
    (model.network.get('head.mlp.out')?.data ?? new Float32Array(1))[1] = 1e-3;
    expect(withoutIdleMlp(model)).toBe(model);
  });
});
