import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPersonal, personalPartFrom } from '../kernels/personal-part.ts';
import { randomModel } from '../kernels/testing/random-model.ts';
import { GUARD_SIZE } from '../learner/guard.ts';
import { Learner, type LearnerBatch } from '../learner/learner.ts';
import { randomBatch } from '../learner/random-batch.fixture.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { BatchingLearner } from './batching-learner.ts';

const { config, network } = randomModel(30, { dim: 8, adapterRank: 2, walk: { orders: ['id', 'title'], spans: [3, 9] } });
const start = Float32Array.of(...packPersonal(personalPartFrom(network)), ...new Float32Array(GUARD_SIZE));
const batchOf = (seed: number, events = 3) => randomBatch(config.dim, seed, events, 6, 8);
const partOf = (visitor: number) => start.map((x, i) => x + 0.05 * Math.sin(visitor + i));

describe('BatchingLearner', () => {
  let learner: Learner;
  beforeAll(async () => {
    await startTfjs('wasm');
    learner = new Learner(config, network, { rates: { vector: 0.2, adapter: 0.1, mix: 0.05, walk: 0.3 }, steps: 2, proximal: 0.1, ramp: 0, guard: true });
  });
  afterAll(() => learner.dispose());

  /** Notes how many visitors each step had. */
  const counting = (steps: number[], inner: Pick<Learner, 'learn'> = learner) =>
    new BatchingLearner({
      learn(personal, batch) {
        steps.push(batch.visitors);
        return inner.learn(personal, batch);
      },
    });

  it.each([['with a memory', true], ['without one', false]])('gives each visitor what they would have got alone, %s', async (_, memory) => {
    const batches = Array.from({ length: 7 }, (_, v): LearnerBatch => ({ ...batchOf(v), ...(memory ? {} : { memory: null }) }));
    const steps: number[] = [];
    const batching = counting(steps);
    const together = await Promise.all(batches.map((batch, v) => batching.learn(partOf(v), batch)));
    expect(steps).toEqual([7]);
    for (const [v, learned] of together.entries()) {
      const alone = await learner.learn(partOf(v), batches[v]);
      expect(learned).toHaveLength(alone.length);
      expect(Math.max(...learned.map((x, i) => Math.abs(x - alone[i])))).toBeLessThanOrEqual(1e-5);
      expect(Math.max(...learned.map((x, i) => Math.abs(x - partOf(v)[i])))).toBeGreaterThan(1e-3);
    }
  });

  it('keeps other shapes apart, and takes at most 64 visitors in a step', async () => {
    const steps: number[] = [];
    const batching = counting(steps);
    const batches = Array.from({ length: 70 }, (_, v) => batchOf(v, v % 10 === 0 ? 4 : 3));
    const together = await Promise.all(batches.map((batch, v) => batching.learn(partOf(v), batch)));
    expect(steps).toEqual([7, 63]);
    expect(together[10]).not.toEqual(together[20]);
    steps.length = 0;
    await Promise.all(Array.from({ length: 130 }, (_, v) => batching.learn(partOf(v), batches[1])));
    expect(steps).toEqual([64, 64, 2]);
  });

  it('passes a failure on to all who asked together, and goes on with who comes next', async () => {
    let fails = true;
    const batching = counting([], { learn: (personal, batch) => (fails ? Promise.reject(new Error('lost device')) : learner.learn(personal, batch)) });
    const asked = await Promise.allSettled([0, 1].map((v) => batching.learn(partOf(v), batchOf(v))));
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    await expect(batching.learn(partOf(0), batchOf(0))).resolves.toHaveLength(start.length);
  });

  it('holds no tensor', async () => {
    const before = tf.memory().numTensors;
    const batching = new BatchingLearner(learner);
    await Promise.all([0, 1, 2].map((v) => batching.learn(partOf(v), batchOf(v))));
    expect(tf.memory().numTensors).toBe(before);
  });
});
