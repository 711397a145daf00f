/**
 * What shipping costs: lists by the trained float32 weights against those by the weights as shipped (int8 factors,
 * half-precision network), and the whole head over all items against two stages. Real data, users held out whole.
 * TASTEKIT_CHECKPOINT names the checkpoint of a longer run with default options to judge in place of two epochs of
 * training (docs/BENCHMARKS.md has what it said of the movies bundle).
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { fromHalf, toHalf } from '../bundle/float16.ts';
import { dequantiseRows, quantiseRows, type QuantisedRows } from '../bundle/quantise.ts';
import { contentFeatures } from '../catalog/content-features.ts';
import { readDataset } from '../catalog/read-dataset.ts';
import { splitUsers } from '../catalog/split-users.ts';
import { createBitset, setBit } from '../kernels/bitset.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { topK } from '../kernels/top-k.ts';
import { UserTower } from '../kernels/tower.ts';
import { networkShapes } from '../neumf.ts';
import { EVENT_TYPES, type Weights } from '../types.ts';
import { loadCheckpoint, runFingerprint } from './checkpoint.ts';
import { startTfjs } from './tfjs-node.ts';
import { trainOptions } from './train-options.ts';
import { Trainer } from './trainer.ts';
import { rankOf, sampleMoments, scoresAt, type ValidationModel } from './validate.ts';

const folder = fileURLToPath(new URL('../../../shared/data/ml-latest-small/', import.meta.url));
const absent = !existsSync(folder);
const checkpoint = process.env.TASTEKIT_CHECKPOINT;
const MOMENTS = Number(process.env.TASTEKIT_MOMENTS ?? (checkpoint ? 2000 : 200));
const CANDIDATES = (process.env.TASTEKIT_CANDIDATES ?? '4096').split(',').map(Number);

it.skipIf(absent)(`int8 and two stages keep the lists${absent ? ' (skipped: the folder shared/data is not beside the project)' : ''}`, async () => {
  const dataset = await readDataset({ interactions: `${folder}interactions.csv.gz`, items: `${folder}items.csv.gz` });
  const options = trainOptions(checkpoint ? {} : { epochs: 2 });
  const { train, validation } = splitUsers(dataset.users, { seed: options.seed, validation: options.validationShare, test: 0 });
  const data = {
    histories: dataset,
    features: contentFeatures(dataset.items),
    items: dataset.items.length,
    ordered: dataset.ordered,
    trainUsers: train,
    validationUsers: validation,
  };
  const tfjs = await startTfjs('wasm');
  const trainer = new Trainer(data, options);
  if (checkpoint) await loadCheckpoint(checkpoint, trainer, await runFingerprint(data, options));
  else for await (const _ of trainer.run());

  const { config, popularity } = trainer;
  const factors = trainer.bestFactors();
  const bias = trainer.best.get('item.bias') as Float32Array;
  const exact: ValidationModel = { config, network: trainer.best, factors, bias, popularity };
  const rows = quantiseRows(factors, data.items, config.dim);
  const network = new Map([...trainer.best].map(([name, values]) => [name, fromHalf(toHalf(values))]));
  const shipped: ValidationModel = { ...exact, network, factors: dequantiseRows(rows, config.dim) };
  const staged = stagedLists(shipped, rows);

  const moments = sampleMoments(dataset, validation, MOMENTS, 500, 7);
  const byUser = new Map<number, number[]>();
  for (const { user, at } of moments) byUser.set(user, [...(byUser.get(user) ?? []), at]);
  const gain = { exact: 0, shipped: 0 };
  let overlap = 0;
  const recall = CANDIDATES.map(() => 0);
  for (const [user, ats] of byUser) {
    const start = dataset.offsets[user];
    const lists = new Map<number, Int32Array>();
    const hiddenAt = (at: number) => {
      const hidden = createBitset(data.items);
      for (const item of dataset.itemOf.subarray(start, start + at)) setBit(hidden, item);
      return hidden;
    };
    const gainOf = (scores: Float32Array, at: number) => {
      const rank = rankOf(scores, dataset, start, at);
      return rank <= 10 ? 1 / Math.log2(rank + 1) : 0;
    };
    await scoresAt(exact, dataset, user, ats, (at, scores) => {
      gain.exact += gainOf(scores, at);
      lists.set(at, topK(scores, 50, hiddenAt(at)).items);
    });
    const after: [number, Int32Array][] = [];
    await scoresAt(shipped, dataset, user, ats, (at, scores) => {
      gain.shipped += gainOf(scores, at);
      const list = topK(scores, 50, hiddenAt(at)).items;
      overlap += shared(list, lists.get(at) as Int32Array) / 50;
      after.push([at, list]);
    });
    const events = Array.from(dataset.itemOf.subarray(start, dataset.offsets[user + 1]), (item, t) => ({ item, type: dataset.typeOf[start + t] }));
    for (const [at, list] of after) {
      for (const [c, items] of (await staged(events.slice(0, at), hiddenAt(at))).entries()) recall[c] += shared(items, list) / 50;
    }
  }
  tfjs.stop();
  const n = moments.length;
  const lost = 1 - gain.shipped / gain.exact;
  console.log(
    `${n} moments of ${byUser.size} held-out users: overlap@50 ${(overlap / n).toFixed(4)}; NDCG@10 float32 ${(gain.exact / n).toFixed(5)}, ` +
      `as shipped ${(gain.shipped / n).toFixed(5)} (lost ${(100 * lost).toFixed(2)} %); ` +
      CANDIDATES.map((candidates, c) => `recall@50 of two stages with ${candidates} candidates ${(recall[c] / n).toFixed(4)}`).join('; '),
  );
  expect(overlap / n).toBeGreaterThanOrEqual(0.98);
  expect(Math.abs(lost)).toBeLessThanOrEqual(0.005);
  for (const share of recall) expect(share / n).toBeGreaterThanOrEqual(0.99);
});

/** The two-stage lists after some events, one for each number of candidates, by the kernels that ship. */
function stagedLists({ config, network, factors, bias, popularity }: ValidationModel, rows: QuantisedRows) {
  const weights: Weights = new Map(Object.entries(networkShapes(config)).map(([name, shape]) => [name, { shape, data: network.get(name) as Float32Array }]));
  const tables = { count: bias.length, factors: rows, bias, popularity };
  const scorers = CANDIDATES.map((candidates) => new PlainScorer(config, weights, tables, { candidates }));
  const tower = new UserTower(config, weights);
  return (events: { item: number; type: number }[], hidden: Uint32Array) => {
    const state = tower.start();
    for (const { item, type } of events) {
      tower.append(state, factors.subarray(item * config.dim, (item + 1) * config.dim), config.eventTypes.indexOf(EVENT_TYPES[type]));
    }
    const query = { user: tower.userVector(tower.stateAfter(state, events.length)), mix: new Float32Array(4), events: events.length, k: 50, hidden };
    return Promise.all(scorers.map(async (scorer) => (await scorer.rank(query)).items));
  };
}

/** How many are in both. */
function shared(a: Int32Array, b: Int32Array): number {
  const set = new Set(b);
  return a.filter((item) => set.has(item)).length;
}
