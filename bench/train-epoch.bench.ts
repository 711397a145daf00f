/**
 * Seconds an epoch of training takes: TF.js on wasm beside the PyTorch twin, the same steps on the same cores.
 * `npx vitest bench --run --project unit bench/train-epoch.bench.ts`
 *
 * Default options on ml-latest-small (the folder in TASTEKIT_DATA, or ../shared/data/ml-latest-small). All take the same
 * steps in turn, so that whatever else the machine does hits all alike; of each step, the best of three rounds counts.
 * Processor time beside it hardly depends on the load of the machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bench, describe } from 'vitest';
import { contentFeatures } from '../src/catalog/content-features.ts';
import { readDataset } from '../src/catalog/read-dataset.ts';
import { splitUsers } from '../src/catalog/split-users.ts';
import { Sfc32 } from '../src/random.ts';
import { Adam } from '../src/training/adam.ts';
import { makeBatch } from '../src/training/batch.ts';
import { decays } from '../src/training/decays.ts';
import { initialParameters } from '../src/training/initial-weights.ts';
import { MemoryFeatures } from '../src/training/memory-features.ts';
import { NegativeSampler } from '../src/training/negatives.ts';
import { batchPieces, cutPieces } from '../src/training/pieces.ts';
import { startTfjs } from '../src/training/tfjs-node.ts';
import { findPython } from '../src/training/torch/find-python.ts';
import { handOver } from '../src/training/torch/hand-over.ts';
import { TRAIN_DEFAULTS } from '../src/training/train-options.ts';
import { type StepContext, trainStep } from '../src/training/train-step.ts';
import { configFor, itemCounts, standardisedPopularity } from '../src/training/training-data.ts';
import { transitionStatistics } from '../src/training/transition-statistics.ts';

const STEPS = 10;
const ROUNDS = 3;

const data = process.env.TASTEKIT_DATA ?? fileURLToPath(new URL('../../shared/data/ml-latest-small', import.meta.url));
const python = findPython('torch, numpy');
const missing = existsSync(data) ? '' : ' (skipped: set TASTEKIT_DATA to a folder with interactions.csv.gz and items.csv.gz)';
if (!python) console.log('PyTorch is skipped: there is no python3 with torch and numpy');

interface Contestant {
  name: string;
  /** Takes a step, and returns the processor's seconds for it, all threads together. */
  step: (batch: number) => Promise<number>;
  stop: () => void;
}

describe.skipIf(missing !== '')(`training${missing}`, () => {
  // vitest's own statistics are of whole rounds; the table at the end is of epochs.
  bench(`${ROUNDS} rounds of ${STEPS} steps`, measure, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
});

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-bench-'));
  const { context, batches, stepsPerEpoch, share } = await prepare();
  handOver(folder, context, batches, TRAIN_DEFAULTS);
  const contestants = [await tfjsContestant(context, batches)];
  for (const threads of python ? [1, 2] : []) contestants.push(await torchContestant(folder, threads));
  const best = contestants.map(() => ({ wall: Array.from({ length: STEPS }, () => Infinity), processor: Array.from({ length: STEPS }, () => Infinity) }));
  for (let round = 0; round < ROUNDS; round++) {
    for (let batch = 0; batch < STEPS; batch++) {
      for (const [c, { step }] of contestants.entries()) {
        const from = performance.now();
        const { wall, processor } = best[c];
        processor[batch] = Math.min(processor[batch], await step(batch));
        wall[batch] = Math.min(wall[batch], (performance.now() - from) / 1000);
      }
    }
  }
  const sum = (seconds: number[]) => seconds.reduce((total, value) => total + value, 0);
  const rows = contestants.map(({ name }, c) => ({
    trainer: name,
    'ms a step': Math.round((sum(best[c].wall) / STEPS) * 1000),
    's an epoch': Number((sum(best[c].wall) / share).toFixed(1)),
    'processor s an epoch': Number((sum(best[c].processor) / share).toFixed(1)),
  }));
  console.table(rows);
  console.log(JSON.stringify({ steps: STEPS, rounds: ROUNDS, stepsPerEpoch, rows }));
  for (const { stop } of contestants) stop();
  rmSync(folder, { recursive: true });
}

/** The first steps of an epoch under default options, and which share of the epoch's events they hold. */
async function prepare() {
  const dataset = await readDataset({ interactions: join(data, 'interactions.csv.gz'), items: join(data, 'items.csv.gz') });
  const options = TRAIN_DEFAULTS;
  const { train, validation } = splitUsers(dataset.users, { seed: options.seed, validation: options.validationShare, test: 0 });
  const features = contentFeatures(dataset.items);
  const items = dataset.items.length;
  const trainingData = { histories: dataset, features, items, ordered: dataset.ordered, trainUsers: train, validationUsers: validation };
  const config = configFor(trainingData, options);
  const counts = itemCounts(trainingData);
  const sampler = new NegativeSampler(counts.users);
  const parameters = initialParameters(config, items, features.names.length, options.seed);
  const { learningRate, weightDecay, dropout, mlpNegatives } = options;
  const adam = new Adam(parameters, { learningRate, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay, decays });
  const context: StepContext = { config, parameters, adam, features, popularity: standardisedPopularity(counts.users), sampler, mlpNegatives, dropout };
  const random = new Sfc32(options.seed);
  const lengthOf = (user: number) => dataset.offsets[user + 1] - dataset.offsets[user];
  const epoch = batchPieces(cutPieces(train, lengthOf, config.window, random), options.batchSize, random);
  const source = { histories: dataset, users: train, counts, ordered: dataset.ordered };
  const memory = config.memory && new MemoryFeatures(config.memory, transitionStatistics(source, options.memoryNeighbours), source);
  const settings = { memory, negatives: options.negatives, typeDropout: options.typeDropout, shuffled: !config.ordered };
  const batches = epoch.slice(0, STEPS).map((pieces) => makeBatch(dataset, config, pieces, sampler, settings, random));
  const events = (list: typeof epoch) => list.flat().reduce((sum, { from, to }) => sum + to - from, 0);
  return { context, batches, stepsPerEpoch: epoch.length, share: events(epoch.slice(0, STEPS)) / events(epoch) };
}

async function tfjsContestant(context: StepContext, batches: Parameters<typeof trainStep>[1][]): Promise<Contestant> {
  await startTfjs('wasm');
  let taken = 0;
  const step = async (batch: number) => {
    const before = process.cpuUsage();
    await trainStep(context, batches[batch], ++taken, new Sfc32(taken));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  return { name: 'TF.js wasm, 1 thread', step, stop: () => undefined };
}

async function torchContestant(folder: string, threads: number): Promise<Contestant> {
  const script = fileURLToPath(new URL('torch-epoch.py', import.meta.url));
  // PyTorch's own setting does not reach OpenBLAS, which would take every core.
  const env = { ...process.env, OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  const child: ChildProcess = spawn(python as string, [script, folder, String(threads)], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const version = (await lines.next()).value as string;
  const step = async (batch: number) => {
    child.stdin?.write(`${batch}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error('the PyTorch twin ended before its time');
    return Number(value);
  };
  return { name: `PyTorch ${version}, ${threads} thread${threads > 1 ? 's' : ''}`, step, stop: () => void child.stdin?.end() };
}
