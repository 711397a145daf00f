/** train.py from its files to a bundle: what PyTorch trained is what the page's session scores with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeBundle } from '../../bundle/encode-bundle.ts';
import { decodeSafetensors, encodeSafetensors } from '../../bundle/safetensors.ts';
import { contentFeatures } from '../../catalog/content-features.ts';
import { readDataset } from '../../catalog/read-dataset.ts';
import { parseSince } from '../../catalog/split-since.ts';
import { splitUsers } from '../../catalog/split-users.ts';
import { planted } from '../../catalog/testing/planted.ts';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { heldOutFor } from '../../evaluation/check-held-out.ts';
import { heldOutDigest } from '../../evaluation/held-out-digest.ts';
import { driftSplit } from '../../evaluation/protocols/drift.ts';
import { UserTower } from '../../kernels/tower.ts';
import { TransitionMemory } from '../../kernels/transition-memory.ts';
import { networkShapes, POPULARITY_BUCKETS, popularityBucket } from '../../neumf.ts';
import { EVENT_TYPES } from '../../types.ts';
import { AS_LEARNED, balanced } from '../balance.ts';
import { bundleParts, type DataCard } from '../bundle-parts.ts';
import { reorderedTransitions } from '../reordered-transitions.ts';
import { startTfjs } from '../tfjs-node.ts';
import { itemCounts } from '../training-data.ts';
import { transitionStatistics } from '../transition-statistics.ts';
import { sampleMoments, validateBalanced } from '../validate.ts';
import { importedRun } from './imported-run.ts';
import { python, runPython, withoutTorch } from './python.fixture.ts';

const files = temporaryFiles(afterAll);
const { interactions, items } = planted({ users: 80, groups: 3 });
const data = { interactions: files.write(interactions), items: files.write(items) };
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const CARD: DataCard = { name: 'tested', dataName: 'planted', licence: 'none', attribution: 'nobody', source: 'here' };
const SMALL = ['--dim', '16', '--max-history', '8', '--epochs', '2', '--mlp', '8', '4', '--mlp-negatives', '8', '--device', 'cpu'];

function train(run: string, ...more: string[]): string {
  return runPython(path('train.py'), '--interactions', data.interactions, '--items', data.items, '--out', join(files.folder, run), ...SMALL, ...more);
}

describe.skipIf(python === undefined)(`train.py${withoutTorch}`, () => {
  it('writes a model whose states and memory score as the kernels’ do, to 1e-4, and that makes a bundle', async () => {
    const said = train('run', '--hold-out', 'users');
    expect(said).toMatch(/epoch 2\/2 {2}loss \d/);
    const file = join(files.folder, 'run', 'weights.safetensors');
    const dataset = await readDataset(data);
    const { model, training, validation } = await importedRun(file, await readFile(file), dataset);
    expect(training).toMatchObject({ seed: 1, heldOut: { kind: 'users', seed: 1, validation: 0.05, test: 0.1 } });
    expect(validation?.predictions).toBeGreaterThan(10);

    const probed = JSON.parse(runPython(path('probe.py'), file, ...Object.values(data))) as { user: number; at: number; scores: number[] }[];
    const { config, memory } = model;
    const network = new Map(Object.entries(networkShapes(config)).map(([name, shape]) => [name, { shape, data: model.network.get(name) as Float32Array }]));
    const n = dataset.items.length;
    const tower = new UserTower(config, network);
    const traces = new TransitionMemory(config.memory!, memory!);
    // The head is summed here: a scorer takes rows in 8 bits, and these are the exact ones.
    expect(probed.length).toBeGreaterThan(5);
    for (const { user, at, scores } of probed) {
      const state = tower.start();
      const history = [...dataset.itemOf.subarray(dataset.offsets[user], dataset.offsets[user] + at)];
      history.forEach((item, e) => {
        const type = config.eventTypes.indexOf(EVENT_TYPES[dataset.typeOf[dataset.offsets[user] + e]]);
        tower.append(state, model.factors.subarray(item * config.dim, (item + 1) * config.dim), type);
      });
      const u = tower.userVector(tower.stateAfter(state, at));
      const bucket = popularityBucket(at);
      const weights = config.memory!.traces.map((_, trace) => network.get('head.memory')!.data[trace * POPULARITY_BUCKETS + bucket]);
      const term = traces.term(history, weights);
      const remembered = new Map([...term.items].map((item, i) => [item, term.values[i]]));
      for (let item = 0; item < n; item++) {
        const q = model.factors.subarray(item * config.dim, (item + 1) * config.dim);
        const own = q.reduce((sum, value, k) => sum + value * u[k] * network.get('head.gmf')!.data[k], 0);
        const light = own + model.bias[item] + network.get('head.popularity')!.data[bucket] * model.popularity[item] + (remembered.get(item) ?? 0);
        expect(Math.abs(light - scores[item])).toBeLessThan(1e-4);
      }
    }

    const bundle = await encodeBundle(bundleParts(model, dataset, training, CARD, validation));
    expect(bundle.has('weights/memory.safetensors')).toBe(true);
  }, 120_000);

  it('validates as this side does, balance and all', async () => {
    train('judged', '--hold-out', 'users', '--validation-share', '0.3');
    const dataset = await readDataset(data);
    const { model, training, validation } = await importedRun('weights', await readFile(join(files.folder, 'judged', 'weights.safetensors')), dataset);
    const { validation: users } = splitUsers(dataset.users, { seed: 1, validation: 0.3, test: 0.1 });
    const moments = sampleMoments(dataset, users, 1e9, 500, 1);
    const balance = { product: training.options.productTimes as number, memory: training.options.memoryTimes as number };
    expect(balance).not.toEqual(AS_LEARNED);
    const asLearned = { ...model, network: balanced(model.network, { product: 1 / balance.product, memory: 1 / balance.memory }) };
    const tfjs = await startTfjs('wasm');
    try {
      const found = await validateBalanced(asLearned, dataset, moments);
      expect(found.balance).toEqual(balance);
      expect(found.validation).toMatchObject({ users: validation?.users, predictions: validation?.predictions });
      // A near tie may fall the other way.
      for (const figure of ['ndcg10', 'hr10'] as const) expect(Math.abs(found.validation[figure] - (validation?.[figure] ?? 0))).toBeLessThan(1 / moments.length);
    } finally {
      tfjs.stop();
    }
  }, 120_000);

  it('counts the memory that this side counts', async () => {
    train('none');
    const file = join(files.folder, 'none', 'weights.safetensors');
    const dataset = await readDataset(data);
    const { model } = await importedRun(file, await readFile(file), dataset);
    const users = JSON.parse(runPython(path('describe_data.py'), JSON.stringify({ ...data, holdOut: 'none', seed: 1 }))).trainUsers as number[];
    const none = new Int32Array();
    const learned = { histories: dataset, features: contentFeatures([]), items: dataset.items.length, ordered: true, trainUsers: Int32Array.from(users), validationUsers: none };
    const expected = transitionStatistics({ histories: dataset, users: learned.trainUsers, counts: itemCounts(learned), ordered: true }, 64);
    const same = reorderedTransitions(expected, Int32Array.from(dataset.items.keys()));
    expect([...model.memory!.offsets]).toEqual([...same.offsets]);
    expect([...model.memory!.items]).toEqual([...same.items]);
    expect([...model.memory!.codes]).toEqual([...same.codes]);
    model.memory!.scales.forEach((scale, row) => expect(scale).toBeCloseTo(same.scales[row], 7));
  }, 120_000);

  it('learns from what came before a date alone, and says so as protocol drift asks', async () => {
    train('before', '--hold-out', 'after', '--since', '70%', '--seed', '2');
    const dataset = await readDataset(data);
    const { model, training, validation } = await importedRun('weights', await readFile(join(files.folder, 'before', 'weights.safetensors')), dataset);
    const since = parseSince('70%', dataset);
    const { train: learned, heldOut } = driftSplit(dataset, 2, since);
    const digest = await heldOutDigest(dataset, heldOut);
    expect(training.heldOut).toEqual(heldOutFor({ protocol: 'drift', seed: 2, since, digest }));
    expect(validation?.predictions).toBeGreaterThan(0);
    const counts = new Int32Array(dataset.items.length);
    for (const user of learned.users) for (const item of new Set(learned.histories.itemOf.subarray(learned.histories.offsets[user], learned.histories.offsets[user + 1]))) counts[item]++;
    // An item that came after the date alone is as unpopular as can be.
    const least = Math.min(...model.popularity);
    counts.forEach((count, item) => count === 0 && expect(model.popularity[item]).toBe(least));
    expect(() => train('odd', '--since', '70%')).toThrow('--since and --hold-out after go together');
    expect(() => train('odd', '--hold-out', 'after', '--since', 'May')).toThrow("--since: expected a day like 2000-11-01, a share of the events like 80%, or Unix seconds, got 'May'");
  }, 120_000);

  it('keeps the last epoch where nobody is held out to validate', async () => {
    train('unjudged', '--validation-share', '0');
    const dataset = await readDataset(data);
    const { training, validation } = await importedRun('weights', await readFile(join(files.folder, 'unjudged', 'weights.safetensors')), dataset);
    expect(training).toMatchObject({ epochs: 2, options: { productTimes: 1, memoryTimes: 1 } });
    expect(validation).toBeNull();
  }, 120_000);

  it.each([
    ['fewer items than an embedding has entries', 'a,1,1\na,2,2\nb,2,1\nb,3,2\nc,1,1\nc,3,2\n'],
    ['nothing that follows anything', 'a,1,1\na,1,2\nb,1,1\nb,1,2\n'],
  ])('trains on %s', async (_, rows) => {
    const few = files.write(`user,item,timestamp\n${rows}`);
    const out = join(files.folder, `few-${rows.length}`);
    runPython(path('train.py'), '--interactions', few, '--out', out, ...SMALL, '--validation-share', '0');
    const { model } = await importedRun('weights', await readFile(join(out, 'weights.safetensors')), await readDataset({ interactions: few }));
    expect(model.factors.every(Number.isFinite)).toBe(true);
  }, 120_000);

  it('ends with an error, and no weights, where the loss is not a number any more', () => {
    expect(() => train('diverged', '--learning-rate', '1e30')).toThrow(/training diverged in epoch 2: the loss is nan; try less than --learning-rate 1e\+30/);
  }, 120_000);

  it('is refused with other data, and where its file is not what train.py writes', async () => {
    train('other');
    const file = join(files.folder, 'other', 'weights.safetensors');
    const bytes = await readFile(file);
    const dataset = await readDataset(data);
    const other = await readDataset({ interactions: data.interactions });
    const refusal = (content: Uint8Array, of = dataset) => files.refusal(importedRun('weights.safetensors', content, of));
    expect(await refusal(bytes, other)).toMatch(/^DataError: weights.safetensors: was trained on other data: expected \d+ events/);
    const { tensors, metadata } = decodeSafetensors(file, bytes);
    expect(await refusal(encodeSafetensors(tensors))).toBe('BundleError: weights.safetensors: has no account of a run in its metadata: was it written by train.py?');
    const lacking = new Map([...tensors].filter(([name]) => name !== 'head.gmf'));
    expect(await refusal(encodeSafetensors(lacking, metadata))).toBe('BundleError: weights.safetensors: the tensor "head.gmf" is missing');
    const odd = { run: metadata.run.replace('"dim": 16', '"dim": "16"') };
    expect(await refusal(encodeSafetensors(tensors, odd))).toMatch(/^BundleError: weights.safetensors: its account of the run, config.dim: /);
  }, 120_000);
});
