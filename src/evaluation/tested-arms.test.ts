import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs } from '../training/tfjs-node.ts';
import { PROTOCOLS } from '../types.ts';
import { popularity } from './baselines/popularity.ts';
import { transitions } from './baselines/transitions.ts';
import { heldOutFor } from './check-held-out.ts';
import { heldOutDigest } from './held-out-digest.ts';
import { type EvaluateProgress } from './evaluate-progress.ts';
import { meanNdcg } from './mean-ndcg.ts';
import { predictionsOf } from './protocol-split.ts';
import { streamSplit } from './protocols/stream.ts';
import { testedArms, type TestedArmsOptions } from './tested-arms.ts';
import { plantedDataset } from './testing/small-dataset.ts';
import { trainTower } from './train-tower.ts';

const planted = { groups: 3, itemsPerGroup: 20, minEvents: 5, maxEvents: 12 };
const dataset = plantedDataset({ ...planted, users: 160 });
/** For protocols that try every user. */
const fewer = plantedDataset({ ...planted, users: 60 });
const train = { dim: 8, blocks: 1, hidden: 8, mlp: [8], maxHistory: 8, epochs: 3, validationPredictions: 40, memoryNeighbours: 16, adapterRank: 2, learningRate: 0.01, mlpNegatives: 4 };
const options: TestedArmsOptions = { dataset, protocol: 'stream', seed: 1, command: 'evaluate', baselines: [popularity, { ...transitions, candidates: [{}, { decay: 0.5 }] }], train };

const firstNumbers = (of: Int32Array) => [...of.subarray(0, 200)];

describe('testedArms', () => {
  beforeAll(async () => void (await startTfjs('wasm')));

  const bundleFor = async (seed: number) => {
    const split = streamSplit(dataset, seed);
    const heldOut = heldOutFor({ protocol: 'stream', seed, digest: await heldOutDigest(dataset, split.heldOut) });
    const { bundle } = await trainTower({ dataset, split, heldOut, ncf: false, train: { ...train, seed, epochs: 1 }, limitMs: 60_000 });
    return bundle;
  };

  it.each(PROTOCOLS)('%s: trains, and tries all arms on the same predictions', async (protocol) => {
    const before = tf.memory().numTensors;
    const progress: EvaluateProgress[] = [];
    const { split, tested, cuts, training } = await testedArms({ ...options, ...(protocol === 'drift' ? { since: '90%' } : {}), protocol, dataset: protocol === 'stream' || protocol === 'drift' ? dataset : fewer }, undefined, (each) => progress.push(each));
    expect(tf.memory().numTensors).toBe(before);
    expect(tested.map(({ name, kind }) => [name, kind])).toEqual([
      [popularity.name, 'baseline'],
      [transitions.name, 'baseline'],
      ['tower', 'tower'],
      ['learner', 'learner'],
    ]);
    expect(cuts).toEqual(protocol === 'drift' ? [expect.stringMatching(/^Before 1970-01-\d\dT[\d:]+Z 1\d\d of 160 users had begun; \d+ of \d+ events came then or later\.$/)] : []);
    expect(training.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    const [{ log: first }] = tested;
    expect(first.rank).toHaveLength(predictionsOf(split.test));
    for (const { log, users } of tested) {
      expect(users).toBe(split.test.length);
      for (const column of ['user', 'events', 'target', 'candidates'] as const) expect(firstNumbers(log[column])).toEqual(firstNumbers(first[column]));
    }
    const [byPopularity, , tower, learner] = tested.map(({ log }) => meanNdcg(log));
    // The planted successors can be learned, and no method can know more than them.
    expect(tower).toBeGreaterThan(byPopularity);
    expect(tower).toBeLessThan(0.9);
    expect(learner).not.toBe(tower);
    expect(tested.map(({ validationNdcg10 }) => validationNdcg10 === null)).toEqual([false, false, false, true]);
    expect(new Set(progress.map(({ status }) => status))).toEqual(new Set(['tuning', 'training', 'validating', 'testing']));
  });

  it('says what there was no time for', async () => {
    const { tested, cuts, training, split } = await testedArms({ ...options, budgetMs: 0 });
    expect(training.map(({ epoch }) => epoch)).toEqual([1]);
    expect(tested.map(({ users }) => users)).toEqual([8, 8, 8, 8]);
    expect(cuts.map((cut) => cut.replaceAll(/\d+/g, '#'))).toMatchInlineSnapshot(`
      [
        "Of transitions, # of # settings were tried, for want of time.",
        "Training the tower was stopped after # of # steps of its first epoch, for want of time.",
        "For want of time the tower's validation figure is of # of these # predictions.",
        "For want of time # of the # test users were served, a seeded sample.",
      ]
    `);
    expect(split.test.length).toBeGreaterThan(8);
  });

  it('stops in every part when it is told to, and frees all', async () => {
    const before = tf.memory().numTensors;
    for (const part of ['tuning', 'training', 'validating', 'testing']) {
      const aborter = new AbortController();
      const evaluated = testedArms(options, aborter.signal, ({ status }) => status === part && aborter.abort());
      await expect(evaluated).rejects.toMatchObject({ code: 'ABORTED' });
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('judges a bundle that is given, and ablations beside it', async () => {
    const bundle = await bundleFor(1);
    const { tested, training } = await testedArms({ ...options, bundle, ablations: { twin: bundle }, withoutParts: true });
    expect(training).toEqual([]);
    expect(tested.slice(2).map(({ name, kind }) => [name, kind])).toEqual([
      ['tower', 'tower'],
      ['learner', 'learner'],
      ['tower without memory', 'ablation'],
      ['tower without MLP', 'ablation'],
      ['twin', 'ablation'],
    ]);
    const [tower, , memoryless, dot, twin] = tested.slice(2).map(({ log }) => firstNumbers(log.rank));
    expect(twin).toEqual(tower);
    expect(memoryless).not.toEqual(tower);
    expect(dot).not.toEqual(tower);
    expect(tested.filter(({ settings }) => 'without' in settings).map(({ settings }) => settings.without)).toEqual(['head.memory', 'head.mlp.out']);
  });

  it('tries other ways to learn beside the learner, on the same users', async () => {
    const before = tf.memory().numTensors;
    const bundle = await bundleFor(1);
    const learning = { ...bundle.manifest.learning, rates: { vector: 0.1, adapter: 0.05, mix: 0, walk: 0 } };
    const { tested, cuts } = await testedArms({ ...options, bundle: { ...bundle, manifest: { ...bundle.manifest, learning } }, learners: true });
    expect(tf.memory().numTensors).toBe(before);
    expect(tested.slice(2).map(({ name, kind }) => [name, kind])).toEqual([
      ['tower', 'tower'],
      ['fold-in', 'ablation'],
      ['learner', 'learner'],
      ['learner without replay', 'ablation'],
      ['learner without proximal', 'ablation'],
      ['learner without guard', 'ablation'],
      ['learner without vector', 'ablation'],
      ['learner without adapter', 'ablation'],
    ]);
    expect(cuts).toContain('The learner has no mix, or nothing else to learn: there is no arm without it.');
    const arms = new Map(tested.map((arm) => [arm.name, arm]));
    expect(new Set(tested.map(({ users }) => users)).size).toBe(1);
    const scored = ['tower', 'fold-in', 'learner', 'learner without replay', 'learner without vector'].map((name) => String(arms.get(name)!.log.top));
    expect(new Set(scored).size).toBe(scored.length);
    expect(arms.get('fold-in')!.validationNdcg10).toBeGreaterThan(0);
    expect(arms.get('learner without vector')!.settings).toMatchObject({ vectorRate: 0, adapterRate: 0.05 });
  });

  it('refuses a bundle that has learned from the test users, and names that stand twice, before any work', async () => {
    const [mine, other] = [await bundleFor(1), await bundleFor(2)];
    const refused = async (given: Partial<TestedArmsOptions>) => {
      const progress: EvaluateProgress[] = [];
      const error = await testedArms({ ...options, ...given }, undefined, (each) => progress.push(each)).catch((reason: unknown) => reason);
      expect(progress).toEqual([]);
      return String(error);
    };
    expect(await refused({ bundle: other })).toContain('OptionError: bundle: was trained with held out: 10 % of the users for the test and 5 % for validation by seed 2');
    expect(await refused({ bundle: mine, ablations: { other } })).toContain('OptionError: ablation other: was trained with held out');
    expect(await refused({ bundle: mine, protocol: 'drift', since: '90%' })).toContain('protocol drift needs what came from 1970-01-');
    expect(await refused({ protocol: 'drift' })).toContain('OptionError: since: is needed by protocol drift');
    expect(await refused({ since: '90%' })).toBe('OptionError: since: belongs to protocol drift; take that, or leave it out');
    expect(await refused({ bundle: mine, protocol: 'full' })).toContain("protocol full needs each user's last event by seed 1");
    const renamed = { ...dataset, users: dataset.users.map((id) => `other ${id}`) };
    expect(await refused({ bundle: mine, dataset: renamed })).toContain('OptionError: bundle: held out other events than this test predicts, so it may have learned from them');
    expect(await refused({ bundle: mine, ablations: { learner: mine } })).toBe('OptionError: ablation: expected a name of its own for each, got "learner", which another arm has; give another');
  });
});
