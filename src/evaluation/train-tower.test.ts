import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs } from '../training/tfjs-node.ts';
import { type TrainProgress } from '../training/trainer.ts';
import { heldOutFor } from './check-held-out.ts';
import { fullSplit } from './protocols/full.ts';
import { streamSplit } from './protocols/stream.ts';
import { plantedDataset, smallDataset } from './testing/small-dataset.ts';
import { trainTower, type TrainTowerOptions } from './train-tower.ts';

const dataset = plantedDataset({ groups: 3, itemsPerGroup: 20, minEvents: 5, maxEvents: 12, users: 160 });
const train = { dim: 8, blocks: 1, hidden: 8, mlp: [8], maxHistory: 8, epochs: 3, validationPredictions: 40, memoryNeighbours: 16, adapterRank: 2, learningRate: 0.01 };
/** Of a user a piece or two, in batches of 32. */
const EPOCH_STEPS = 6;
const heldOut = heldOutFor({ protocol: 'stream', seed: 1, digest: '0'.repeat(64) });

/** Trains by a clock on which each step takes a second, and nothing else any time. */
async function trained(limitMs: number, more: Partial<TrainTowerOptions> = {}) {
  let seconds = 0;
  const seen: TrainProgress[] = [];
  const onProgress = (progress: TrainProgress) => {
    seen.push(progress);
    if (progress.status === 'step') seconds++;
  };
  const tower = await trainTower({ dataset, split: streamSplit(dataset, 1), heldOut, ncf: false, train, limitMs, now: () => 1000 * seconds, onProgress, ...more });
  const steps = seen.filter(({ status }) => status === 'step').length;
  return { ...tower, steps, shipped: tower.bundle.manifest };
}

describe('trainTower', () => {
  beforeAll(async () => void (await startTfjs('wasm')));

  it('trains all epochs where there is time, and makes a bundle that says what was held out', async () => {
    const { cuts, epochs, steps, shipped } = await trained(1e9);
    expect(cuts).toEqual([]);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(steps).toBe(3 * EPOCH_STEPS);
    expect(shipped.training).toMatchObject({ heldOut, options: { ncf: false } });
    const best = Math.max(...epochs.map(({ validationNdcg10 }) => validationNdcg10 ?? 0));
    // Eight bits of the factors cost a little.
    expect(shipped.evaluation.validation?.ndcg10).toBeCloseTo(best, 1);
  });

  it('lays the schedule out for fewer epochs, by the speed of the first steps', async () => {
    // A second for each step, 5 % of room, and nothing for the validation.
    const { cuts, epochs, steps } = await trained(2.5 * EPOCH_STEPS * 1050);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(steps).toBe(2 * EPOCH_STEPS);
    expect(cuts).toEqual(['Training the tower was laid out for 2 of 3 epochs, for want of time.']);
  });

  it('lays the schedule out for a part of the first epoch, and validates what it has', async () => {
    const small = { ...train, batchSize: 4 };
    const whole = (await trained(1e9, { train: { ...small, epochs: 1 } })).steps;
    const { cuts, epochs, steps } = await trained(0.49 * whole * 1050, { train: small });
    expect(epochs.map(({ epoch, validationNdcg10 }) => [epoch, validationNdcg10 !== null])).toEqual([[1, true]]);
    expect(steps).toBe(Math.ceil(whole / 2));
    expect(cuts).toEqual([`Training the tower was laid out for ${steps} of ${whole} steps of its first epoch, for want of time.`]);
  });

  it('says what is missing where all users are needed to validate', async () => {
    const one = smallDataset([[0, 1, 2, 3]]);
    await expect(trained(1e9, { dataset: one, split: fullSplit(one, 1, null) })).rejects.toThrow('protocol: needs users to train on besides those it validates by, and of 1 there are none; bring more users');
  });

  it('stops after the first step where there is no time at all', async () => {
    const { cuts, epochs, steps } = await trained(0);
    expect([epochs.length, steps]).toEqual([1, 1]);
    expect(cuts).toEqual(['Training the tower was stopped after 1 of 6 steps of its first epoch, for want of time.']);
  });

  it('where users are held out whole, stops by all of the validation users, and else learns from what is left of theirs', async () => {
    const stream = streamSplit(dataset, 1);
    const whole = await trained(1e9, { train: { ...train, epochs: 1, validationPredictions: 1000 } });
    expect(whole.shipped.evaluation.validation).toMatchObject({ users: stream.validation.length });
    const full = fullSplit(dataset, 1, null);
    const last = await trained(1e9, { split: full, train: { ...train, epochs: 1, validationPredictions: 1000 } });
    expect(last.shipped.evaluation.validation).toMatchObject({ users: full.validation.length });
  });
});
