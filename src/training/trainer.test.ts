import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AbortedError } from '../errors.ts';
import { loadCheckpoint, runFingerprint, saveCheckpoint } from './checkpoint.ts';
import { plantedData } from './testing/planted-data.ts';
import { type StartedTfjs, startTfjs } from './tfjs-node.ts';
import { trainOptions, type TrainOptions } from './train-options.ts';
import { Trainer, type TrainProgress } from './trainer.ts';
import { itemCounts, type TrainingData } from './training-data.ts';
import { sampleMoments } from './validate.ts';

let tfjs: StartedTfjs;
let root: string;
beforeAll(async () => {
  tfjs = await startTfjs('wasm');
  root = await mkdtemp(path.join(tmpdir(), 'tastekit-'));
});
afterAll(async () => {
  tfjs?.stop();
  await rm(root, { recursive: true, force: true });
});

const SMALL: Partial<TrainOptions> = { dim: 16, maxHistory: 16, mlp: [16, 8], batchSize: 16, validationPredictions: 200 };

async function train(trainer: Trainer, signal?: AbortSignal, onProgress: (progress: TrainProgress) => void = () => {}): Promise<TrainProgress[]> {
  const all: TrainProgress[] = [];
  for await (const progress of trainer.run(signal)) {
    all.push(progress);
    onProgress(progress);
  }
  return all;
}

/** NDCG@10 of ranking unseen items by training popularity, at the moments that validation looks at. */
function popularityNdcg(data: TrainingData, options: TrainOptions): number {
  const counts = itemCounts(data).users;
  const moments = sampleMoments(data.histories, data.validationUsers, options.validationPredictions, 100, options.seed);
  const gains = moments.map(({ user, at }) => {
    const history = data.histories.itemOf.subarray(data.histories.offsets[user]);
    const seen = history.subarray(0, at);
    const rank = counts.reduce((above, count, item) => above + (count >= counts[history[at]] && !seen.includes(item) ? 1 : 0), 0);
    return rank <= 10 ? 1 / Math.log2(rank + 1) : 0;
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

describe('on planted truth', () => {
  it('finds tastes and sequences: far above popularity, and not too good to be true', async () => {
    const { data } = plantedData({ users: 160, groups: 4, itemsPerGroup: 25, minEvents: 10, maxEvents: 24, held: 24 });
    const options = trainOptions({ ...SMALL, epochs: 12, learningRate: 0.01, dropout: 0.1 });
    const trainer = new Trainer(data, options);
    await train(trainer);
    const best = trainer.position.results[trainer.position.bestEpoch];
    const popularity = popularityNdcg(data, options);
    expect(popularity).toBeGreaterThan(0.05);
    expect(best.validation?.ndcg10).toBeGreaterThan(2 * popularity);
    expect(best.validation?.ndcg10).toBeLessThan(0.7);
  }, 120_000);
});

describe('a run', () => {
  const { data } = plantedData({ users: 30, held: 4 });
  const options = trainOptions({ ...SMALL, epochs: 2 });

  it('reports progress that rises to its total, epoch by epoch', async () => {
    const progress = await train(new Trainer(data, options));
    for (const epoch of [1, 2]) {
      const steps = progress.flatMap((p) => (p.status === 'step' && p.epoch === epoch ? [p] : []));
      expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: steps[0].steps }, (_, i) => i + 1));
      expect(steps.every(({ etaSeconds, eventsPerSecond }) => etaSeconds >= 0 && eventsPerSecond > 0)).toBe(true);
    }
    expect(progress.filter(({ status }) => status === 'epoch')).toHaveLength(2);
    const last = progress.flatMap((p) => (p.status === 'step' ? [p] : [])).at(-1);
    expect(last?.etaSeconds).toBe(0);
  });

  it('learns the same from the same seed, something else from another', async () => {
    const [one, again, other] = [new Trainer(data, options), new Trainer(data, options), new Trainer(data, { ...options, seed: 2 })];
    for (const trainer of [one, again, other]) await train(trainer);
    expect(again.best).toEqual(one.best);
    expect(again.position).toEqual(one.position);
    expect(other.best.get('tower.out.weight')).not.toEqual(one.best.get('tower.out.weight'));
  });

  it('does without held-out users: the last epoch is the best', async () => {
    const trainer = new Trainer(plantedData({ users: 10 }).data, options);
    await train(trainer);
    expect(trainer.position.results.map(({ validation }) => validation)).toEqual([null, null]);
    expect(trainer.position.bestEpoch).toBe(1);
    expect(trainer.best).toEqual(trainer.parameters);
    expect(trainer.validateAsShipped(trainer.best, trainer.trained().factors)).toBe(null);
  });

  it('stops when validation has not improved for so many epochs, and keeps the best', async () => {
    // A rate so small that nothing moves: the first epoch stays the best.
    const trainer = new Trainer(data, { ...options, epochs: 9, patience: 2, learningRate: 1e-7 });
    await train(trainer);
    expect([trainer.position.bestEpoch, trainer.position.epoch]).toEqual([0, 3]);
  });

  it('ends where it is laid out to, be that within its first epoch, and validates what it has', async () => {
    const trainer = new Trainer(data, options);
    trainer.shorten(0.4);
    const progress = await train(trainer);
    const steps = progress.filter(({ status }) => status === 'step');
    const whole = new Trainer(data, { ...options, epochs: 1 });
    const all = (await train(whole)).length - 1;
    expect(steps).toHaveLength(Math.ceil(0.4 * all));
    expect(steps.at(-1)).toMatchObject({ epoch: 1, epochs: 1, step: steps.length, steps: steps.length });
    // The schedule is one of its own: its last step is a small one.
    expect(trainer.adam.rateScale).toBeLessThan(0.3);
    expect(trainer.position).toMatchObject({ epoch: 1, bestEpoch: 0, results: [{ epoch: 1, validation: { users: data.validationUsers.length } }] });
    expect(trainer.finished()).toBe(true);
  });

  it('hears an interruption from outside in the middle of an epoch (steps used to starve the event loop)', async () => {
    const trainer = new Trainer(data, options);
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), 1);
    await expect(train(trainer, aborter.signal)).rejects.toThrow(AbortedError);
    expect([trainer.position.epoch, trainer.position.step]).toEqual([0, expect.toSatisfy((step: number) => step < 3)]);
  });

  it('refuses to go on once the loss is not a number', async () => {
    const trainer = new Trainer(data, options);
    trainer.parameters.get('tower.out.bias')?.fill(Number.NaN);
    await expect(train(trainer)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: learningRate: training diverged at step 1: the loss is NaN; try less than 0.004]`);
  });
});

describe('a checkpoint', () => {
  const { data } = plantedData({ users: 30, held: 4 });
  const options = trainOptions({ ...SMALL, epochs: 2 });

  /** A run interrupted after so many steps, and saved. */
  async function interrupted(steps: number, file: string): Promise<void> {
    const trainer = new Trainer(data, options);
    const aborter = new AbortController();
    let left = steps;
    const run = train(trainer, aborter.signal, ({ status }) => {
      if (status === 'step' && --left === 0) aborter.abort();
    });
    await expect(run).rejects.toThrow(AbortedError);
    expect(trainer.position.step).toBe(steps);
    await saveCheckpoint(file, trainer, await runFingerprint(data, options));
  }

  it.each([1, 3, 5])('after %i steps goes on as if nothing had happened', async (steps) => {
    const whole = new Trainer(data, options);
    await train(whole);
    const file = path.join(root, `after-${steps}`);
    await interrupted(steps, file);
    const resumed = new Trainer(data, options);
    await loadCheckpoint(file, resumed, await runFingerprint(data, options));
    await train(resumed);
    expect(resumed.position).toEqual(whole.position);
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.best).toEqual(whole.best);
    expect([resumed.adam.first, resumed.adam.second]).toEqual([whole.adam.first, whole.adam.second]);
  });

  it('fits only the data and options it is of, but any number of epochs', async () => {
    const fingerprint = await runFingerprint(data, options);
    expect(await runFingerprint(data, { ...options, epochs: 9, patience: 1 })).toBe(fingerprint);
    const others = [
      await runFingerprint(data, { ...options, seed: 2 }),
      await runFingerprint(data, { ...options, dim: 32 }),
      await runFingerprint({ ...data, ordered: false }, options),
      await runFingerprint({ ...data, trainUsers: data.trainUsers.slice(1) }, options),
      await runFingerprint({ ...data, histories: { ...data.histories, itemOf: data.histories.itemOf.with(0, 1 - data.histories.itemOf[0]) } }, options),
    ];
    expect(new Set([fingerprint, ...others]).size).toBe(6);
  });

  it('is refused, by name and with the way out, where it does not fit or is damaged', async () => {
    const file = path.join(root, 'movies.checkpoint');
    await interrupted(1, file);
    const fingerprint = await runFingerprint(data, options);
    const good = await readFile(file);
    const replaced = (from: string, to: string) => Buffer.from(good.toString('latin1').replace(from, to), 'latin1');
    const faults: string[] = [];
    const load = async (bytes: Uint8Array, expected = fingerprint, trainer = new Trainer(data, options)) => {
      await writeFile(file, bytes);
      const outcome = await loadCheckpoint(file, trainer, expected).then(() => 'was taken', String);
      faults.push(outcome.replaceAll(`${root}/`, ''));
    };
    await load(good);
    await load(good, 'another run');
    await load(good, fingerprint, new Trainer(data, { ...options, dim: 8 }));
    await load(good.subarray(0, good.length - 100));
    await load(good.subarray(0, 5));
    await load(replaced('__metadata__', '__metadatx__'));
    await load(replaced('\\"epoch\\":0', '\\"epoch\\":x'));
    await load(replaced('\\"epoch\\":0', '\\"epoch\\":3'));
    await load(replaced('\\"batch\\"', '\\"botch\\"'));
    // One bit of a weight, and one digit of the position: both were taken in silence.
    await load(good.with(good.length - 100, good[good.length - 100] ^ 1));
    await load(replaced('\\"step\\":1', '\\"step\\":2'));
    expect(faults.join('\n')).toMatchInlineSnapshot(`
      "was taken
      OptionError: resume: movies.checkpoint is of a run with other data or options; give the same ones, or --restart to begin anew
      OptionError: resume: movies.checkpoint has no fitting parameter/tower.prefix; use --restart to begin anew
      BundleError: movies.checkpoint: the tensors take 162256 bytes, but 162156 follow the header
      BundleError: movies.checkpoint: is cut short: 5 bytes are no safetensors file
      BundleError: movies.checkpoint: tensor "__metadatx__": unknown field "fingerprint"
      BundleError: movies.checkpoint: is damaged; use --restart to begin anew
      BundleError: movies.checkpoint: is damaged; use --restart to begin anew
      BundleError: movies.checkpoint: is damaged; use --restart to begin anew
      BundleError: movies.checkpoint: is damaged; use --restart to begin anew
      BundleError: movies.checkpoint: is damaged; use --restart to begin anew"
    `);
  });
});
