/** The dislike test with our own arms, on a planted truth. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs } from '../../training/tfjs-node.ts';
import { heldOutFor } from '../check-held-out.ts';
import { type EvaluateProgress } from '../evaluate-progress.ts';
import { heldOutDigest } from '../held-out-digest.ts';
import { parseOutcome } from '../parse-evaluation.ts';
import { streamSplit } from '../protocols/stream.ts';
import { plantedDataset } from '../testing/small-dataset.ts';
import { trainTower } from '../train-tower.ts';
import { type DislikeOptions, testDislikes } from './test-dislikes.ts';

const dataset = plantedDataset({ users: 260, groups: 4, itemsPerGroup: 20, minEvents: 12, maxEvents: 24 });
const train = { dim: 8, blocks: 1, hidden: 8, mlp: [8], maxHistory: 12, epochs: 4, validationPredictions: 40, memoryNeighbours: 0, adapterRank: 2, learningRate: 0.02 };

async function trained(seed: number) {
  const split = streamSplit(dataset, seed);
  const heldOut = heldOutFor({ protocol: 'stream', seed, digest: await heldOutDigest(dataset, split.heldOut) });
  const { bundle } = await trainTower({ dataset, split, heldOut, ncf: false, train: { ...train, seed }, limitMs: 60_000 });
  // The vector alone, in steps that three dislikes can tell by.
  const learning = { ...bundle.manifest.learning, rates: { vector: 3, adapter: 0, mix: 0, walk: 0 }, ramp: 0, proximal: 0, eventWeights: { ...bundle.manifest.learning.eventWeights, dislike: -3 } };
  return { ...bundle, manifest: { ...bundle.manifest, learning } };
}

describe('testDislikes', () => {
  let options: DislikeOptions;
  beforeAll(async () => {
    await startTfjs('wasm');
    options = { dataset, protocol: 'stream', seed: 1, command: 'evaluate --dislikes', bundle: await trained(1), settings: { horizon: 10, cluster: 20 } };
  }, 60_000);

  it('finds that a tower which never saw a dislike takes it for interest, and that signed events take some of that back', async () => {
    const before = tf.memory().numTensors;
    const progress: EvaluateProgress[] = [];
    const test = await testDislikes({ ...options, learners: true }, undefined, (each) => progress.push(each));
    expect(tf.memory().numTensors).toBe(before);
    expect(test.arms.map(({ name, kind }) => [name, kind])).toEqual([
      ['tower', 'tower'],
      ['learner', 'learner'],
      ['learner without replay', 'ablation'],
      ['learner without guard', 'ablation'],
    ]);
    expect(test.dataset.visitors).toBeGreaterThan(5);
    expect(test.dataset.visitors).toBeLessThanOrEqual(test.dataset.testUsers);
    expect(test.cuts.some((cut) => cut.includes('were left out'))).toBe(test.dataset.visitors < test.dataset.testUsers);
    const [tower, learner] = test.arms;
    expect(tower.share.ci95[1]).toBeGreaterThan(0);
    expect(learner.beyondTower!.share.ci95[1]).toBeLessThan(0);
    expect(learner.share.with).toBeLessThan(tower.share.with);
    for (const { share, msPerEvent } of test.arms) {
      expect(share.with - share.without).toBeCloseTo(share.difference, 9);
      expect(msPerEvent).toBeGreaterThan(0);
    }
    expect(progress.at(-1)).toMatchObject({ done: test.dataset.testUsers, total: test.dataset.testUsers });
    expect(parseOutcome(JSON.stringify(test), 'dislikes.json')).toEqual({ dislikes: test });
  }, 60_000);

  it('stops when it is told to, says what there was no time for, and refuses what cannot be asked', async () => {
    await expect(testDislikes(options, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(testDislikes({ ...options, protocol: 'full' })).rejects.toThrow('needs visitors whom nobody learned from, so protocol stream or drift, got full');
    await expect(testDislikes({ ...options, seed: 2 })).rejects.toThrow('bundle: was trained with held out');
    await expect(testDislikes({ ...options, settings: { dislikes: 50 } })).rejects.toThrow(/none has events enough, and is shown 50 items of one kind/);
  }, 60_000);
});
