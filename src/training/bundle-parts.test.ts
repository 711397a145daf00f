/** The rows of a bundle are in another order than the items of the data: nothing that is ranked may hang on that. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bundle, openBundle } from '../bundle/decode-bundle.ts';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { type Dataset } from '../catalog/dataset.ts';
import { BundleError } from '../errors.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { normals, randomModel } from '../kernels/testing/random-model.ts';
import { randomTransitions } from '../kernels/testing/random-transitions.ts';
import { type MemorySettings } from '../neumf.ts';
import { Sfc32, shuffle } from '../random.ts';
import { Session } from '../session/session.ts';
import { sessionModel } from '../session/session-model.ts';
import { type Item, type TransitionTables } from '../types.ts';
import { bundleParts } from './bundle-parts.ts';
import { type TrainedModel } from './trained-model.ts';

const COUNT = 30;
const CARD = { name: 'test', dataName: 'test', licence: 'CC0-1.0', attribution: 'nobody', source: 'nowhere' };
const TRAINING = { seed: 1, epochs: 1, heldOut: { kind: 'none' as const, seed: 1, validation: 0, test: 0 }, options: {} };

const MEMORY: MemorySettings = { traces: [{ window: 5, decay: 0.8 }, { window: 20, decay: 1 }], epsilon: 0.01 };

function randomTrained(seed: number, memory: MemorySettings | null = MEMORY): TrainedModel {
  const random = new Sfc32(seed);
  const { config, network, tables } = randomModel(COUNT, { memory }, seed);
  return {
    config,
    network: new Map([...network].map(([name, { data }]) => [name, data])),
    factors: normals(COUNT * config.dim, 0.3, random),
    bias: tables.bias,
    // Some items are as popular as others.
    popularity: Float32Array.from({ length: COUNT }, () => random.below(8)),
    memory: memory && randomTransitions(COUNT, 8, random),
  };
}

/** The same model of the same items, which stand in another order: item i is what `order[i]` was. */
function inOrder(model: TrainedModel, order: Int32Array): TrainedModel {
  const { dim } = model.config;
  return {
    ...model,
    factors: Float32Array.from(Array.from(order, (item) => [...model.factors.subarray(item * dim, (item + 1) * dim)]).flat()),
    bias: Float32Array.from(order, (item) => model.bias[item]),
    popularity: Float32Array.from(order, (item) => model.popularity[item]),
    memory: model.memory && transitionsInOrder(model.memory, order),
  };
}

/** By way of a dense matrix of codes. */
function transitionsInOrder({ offsets, items, codes, scales }: TransitionTables, order: Int32Array): TransitionTables {
  const dense = Array.from(scales, (_, a) => {
    const row = Array.from<number>({ length: COUNT }).fill(0);
    for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) row[items[entry]] = codes[entry];
    return row;
  });
  const rows = Array.from(order, (a) => Array.from(order, (b) => dense[a][b]).flatMap((code, column) => (code > 0 ? [[column, code]] : [])));
  const ends = new Int32Array(COUNT + 1);
  rows.forEach((row, a) => (ends[a + 1] = ends[a] + row.length));
  return {
    offsets: ends,
    items: Int32Array.from(rows.flat(), ([column]) => column),
    codes: Uint8Array.from(rows.flat(), ([, code]) => code),
    scales: Float32Array.from(order, (a) => scales[a]),
  };
}

function datasetOf(items: Item[]): Dataset {
  const none = { skipped: {}, skippedItems: {}, rows: 0, itemRows: 0, droppedUsers: 0, droppedItems: 0, droppedEvents: 0 };
  const itemIndex = new Map(items.map(({ id }, index) => [id, index]));
  const empty = { offsets: Int32Array.of(0), itemOf: new Int32Array(), typeOf: new Uint8Array(), ratingOf: new Float32Array(), timeOf: new Float64Array() };
  return { items, itemIndex, users: [], ...empty, ordered: true, thresholds: { likeAt: null, dislikeAt: null }, report: none };
}

async function bundleOf(model: TrainedModel, items: Item[]): Promise<Bundle> {
  const files = await encodeBundle(bundleParts(model, datasetOf(items), TRAINING, CARD, null));
  const read = (path: string) => {
    const bytes = files.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new BundleError(path, 'is missing'));
  };
  return openBundle({ read });
}

/** Scores by item id after some events. */
async function scoresAfter(bundle: Bundle, history: string[]): Promise<Map<string, number>> {
  const model = sessionModel(bundle);
  const session = new Session(model, new PlainScorer(model.config, model.network, model));
  session.observe(history.map((id, i) => ({ id: i, item: bundle.items.ids.indexOf(id) ?? -1, type: 'like' as const })));
  const scores = await session.scores();
  return new Map(Array.from(scores, (score, row) => [bundle.items.ids.at(row), score]));
}

it('a bundle ranks alike whatever the order of the items, memory and all', async () => {
  const items = Array.from({ length: COUNT }, (_, i): Item => ({ id: `i${i}`, title: `Item ${i}`, genres: [], year: null, extra: {} }));
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1e6 }), fc.array(fc.constantFrom(...items.map(({ id }) => id)), { maxLength: 8 }), async (seed, history) => {
      const model = randomTrained(seed);
      const order = shuffle(Int32Array.from({ length: COUNT }, (_, i) => i), new Sfc32(seed, 2));
      const one = await bundleOf(model, items);
      const other = await bundleOf(inOrder(model, order), Array.from(order, (item) => items[item]));
      const [scores, again, forgetful] = [
        await scoresAfter(one, history),
        await scoresAfter(other, history),
        await scoresAfter({ ...one, items: { ...one.items, memory: null } }, history),
      ];
      for (const [id, score] of scores) expect([id, again.get(id)]).toEqual([id, score]);
      // Memory has a part in it, but for a history that nothing follows.
      const lifted = [...scores].filter(([id, score]) => forgetful.get(id) !== score).length;
      if (history.length >= 5) expect(lifted).toBeGreaterThan(0);
    }),
    { numRuns: 15 },
  );
});

it('a model without memory makes a bundle without', async () => {
  const model = randomTrained(1, null);
  const items = Array.from({ length: COUNT }, (_, i): Item => ({ id: `i${i}`, title: '', genres: [], year: null, extra: {} }));
  const bundle = await bundleOf(model, items);
  expect([bundle.items.memory, bundle.manifest.weights.memory, sessionModel(bundle).memory]).toEqual([null, null, null]);
});

it('ships an MLP that says something whole, and of one that says nothing a single unit, at the same scores', async () => {
  const items = Array.from({ length: COUNT }, (_, i): Item => ({ id: `i${i}`, title: '', genres: [], year: null, extra: {} }));
  const model = randomTrained(3);
  const bundleWith = (weight: number) => {
    const network = new Map(model.network).set('head.mlp.out', new Float32Array(model.config.mlp.at(-1) as number).fill(weight));
    return bundleOf({ ...model, network }, items);
  };
  const [idle, whisper] = [await bundleWith(0), await bundleWith(1e-6)];
  expect([idle.manifest.model.mlp, whisper.manifest.model.mlp]).toEqual([[1], model.config.mlp]);
  const scores = await scoresAfter(whisper, ['i3', 'i7']);
  for (const [id, score] of await scoresAfter(idle, ['i3', 'i7'])) expect(score).toBeCloseTo(scores.get(id) ?? Number.NaN, 4);
});
