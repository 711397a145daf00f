/** The two forms of the model: `model/` in TF.js, and `kernels/` without it. Equal within 1e-4. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packPersonal, type PersonalPart, personalPartFrom, unpackPersonal } from '../kernels/personal-part.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { factorOf, normals, type RandomModel, randomModel } from '../kernels/testing/random-model.ts';
import { randomTransitions } from '../kernels/testing/random-transitions.ts';
import { UserTower } from '../kernels/tower.ts';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { MIX_TERMS, type NeumfConfig, POPULARITY_BUCKETS, popularityBucket } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { type StartedTfjs, startTfjs } from '../training/tfjs-node.ts';
import { type TransitionTables } from '../types.ts';
import { type Candidates, type HistoryBatch, lightScores, lightScoresOfTargets, mlpScores, mlpScoresOfTargets, type PersonalTensors, type TensorMap, towerStates, userVectors } from './neumf.ts';

const TOLERANCE = 1e-4;
const ITEMS = 40;
const MEMORY = { traces: [{ window: 3, decay: 0.7 }, { window: 5, decay: 1 }], epsilon: 0.01 };

const CASES: [string, Partial<NeumfConfig>, number][] = [
  ['a visitor without events', {}, 0],
  ['a history within the window', { window: 8 }, 7],
  ['a history longer than the window', { window: 5 }, 14],
  ['d = 64, two blocks, window 16, the full MLP', { dim: 64, heads: 4, hidden: 128, window: 16, mlp: [64, 32, 16], adapterRank: 8 }, 40],
  ['data without order', { ordered: false, window: 4 }, 9],
  ['one block, one head, one MLP layer', { blocks: 1, heads: 1, mlp: [7] }, 6],
];

let tfjs: StartedTfjs;
beforeAll(async () => {
  tfjs = await startTfjs('wasm');
});
afterAll(() => tfjs?.stop());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(CASES)('%s', (_, settings, length) => {
  const model = randomModel(ITEMS, { memory: MEMORY, ...settings });
  const history = randomHistory(model, length);
  const personal = randomPersonal(model);
  const tower = new UserTower(model.config, model.network);

  it('has the same states after every event', () => {
    const { z, rows } = bothStates(model, tower, history);
    expect(largestDifference(z, rows)).toBeLessThan(TOLERANCE);
  });

  it.each([['the tower’s own', undefined], ['personal', personal]] as const)('has the same user vectors, %s', (__, part) => {
    const { z, graph } = bothStates(model, tower, history);
    const expected = userVectors(tensors(model), graph, part && personalTensors(model, part)).dataSync();
    const { dim } = model.config;
    const actual = Array.from({ length: length + 1 }, (___, t) => [...tower.userVector(z.subarray(t * dim, (t + 1) * dim), part)]);
    expect(largestDifference(actual.flat(), expected)).toBeLessThan(TOLERANCE);
  });

  it.each([['a memory', MEMORY], ['no memory', null]])('has the same scores of all items, with %s', async (__, settings) => {
    const { config, network, tables } = model;
    const { z } = bothStates(model, tower, history);
    const user = tower.userVector(z.subarray(length * config.dim), personal);
    const transitions = randomTransitions(ITEMS, 12, new Sfc32(13));
    // As a session weighs it.
    const factor = Math.exp(personal.mix[MIX_TERMS.indexOf('memory')]);
    const weights = MEMORY.traces.map((___, k) => factor * network.get('head.memory')!.data[k * POPULARITY_BUCKETS + popularityBucket(length)]);
    const memory = settings ? new TransitionMemory(settings, transitions).term(history.items, weights) : undefined;
    const actual = await new PlainScorer(config, network, tables).scores({ user, mix: personal.mix, events: length, memory });
    const expected = graphScores(model, user, personal.mix, length, settings && logTraces(transitions, history.items));
    expect(largestDifference(actual, expected.ofCandidates)).toBeLessThan(TOLERANCE);
    expect(largestDifference(actual, expected.ofTargets)).toBeLessThan(TOLERANCE);
    // Of a realistic size, or an absolute tolerance would say little.
    expect(Math.max(...expected.ofCandidates.map(Math.abs))).toBeGreaterThan(0.5);
  });
});

interface History {
  items: number[];
  /** Rows of `tower.type`, −1 among them. */
  types: Int32Array;
}

function randomHistory({ config }: RandomModel, length: number): History {
  const random = new Sfc32(11);
  const types = Int32Array.from({ length }, (_, t) => (t % 4) - 1);
  expect(config.eventTypes.length).toBe(3);
  return { items: Array.from({ length }, () => random.below(ITEMS)), types };
}

/** A part far enough from zero that every piece of it matters. */
function randomPersonal({ config, network }: RandomModel): PersonalPart {
  const length = packPersonal(personalPartFrom(network)).length;
  return unpackPersonal(config, normals(length, 0.4, new Sfc32(12)));
}

/** z of both forms, z_0 … z_T: of the kernel, and of the graph with its row for the prefix `continued` left out. */
function bothStates(model: RandomModel, tower: UserTower, history: History) {
  const { dim } = model.config;
  const length = history.items.length;
  const state = tower.start();
  history.items.forEach((item, t) => tower.append(state, factorOf(model, item), history.types[t]));

  const factors = new Float32Array(length * dim);
  history.items.forEach((item, t) => factors.set(factorOf(model, item), t * dim));
  const batch: HistoryBatch = { factors: tf.tensor3d(factors, [1, length, dim]), types: history.types, begins: [true] };
  // TF.js has no concat with nothing: a visitor without events is a piece of one, cut off afterwards.
  const padded = length > 0 ? batch : { ...batch, factors: tf.zeros<tf.Rank.R3>([1, 1, dim]), types: Int32Array.of(-1) };
  const all = towerStates(tensors(model), model.config, padded);
  const before = tf.slice(all, [0, 0, 0], [1, 1, dim]);
  const after = tf.slice(all, [0, 2, 0], [1, length, dim]);
  const graph = length > 0 ? tf.concat([before, after], 1) : before;
  return { z: state.z.subarray(0, (length + 1) * dim), graph, rows: graph.dataSync() };
}

/** log1p(trace / ε) of all items, by the definition, [K, n]. */
function logTraces({ offsets, items, codes, scales }: TransitionTables, history: number[]): Float32Array {
  const all = MEMORY.traces.flatMap(({ window, decay }) => {
    const traces = Array.from({ length: ITEMS }, () => 0);
    history.toReversed().slice(0, window).forEach((a, k) => {
      for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) traces[items[entry]] += decay ** k * codes[entry] * scales[a];
    });
    return traces;
  });
  return Float32Array.from(all, (trace) => Math.log1p(trace / MEMORY.epsilon));
}

/** Scores of all items, as candidates of one position, and as the targets of a position each. */
function graphScores(model: RandomModel, user: Float32Array, mix: Float32Array, events: number, memory: Float32Array | null) {
  const { config, tables } = model;
  const weights = tensors(model);
  const rows = Array.from({ length: ITEMS }, (_, item) => [...factorOf(model, item)]);
  const factors = tf.tensor3d([rows]);
  const candidates: Candidates = { factors, bias: tf.tensor2d(tables.bias, [1, ITEMS]), popularity: tf.tensor2d(tables.popularity, [1, ITEMS]) };
  const u = tf.tensor3d(user, [1, 1, config.dim]);
  const weight = tf.tensor2d(mix, [1, MIX_TERMS.length]);
  const ofAll = { ...candidates, memory: memory ? tf.tensor4d(memory, [1, MEMORY.traces.length, 1, ITEMS]) : undefined };
  const light = lightScores(weights, u, ofAll, Int32Array.of(events), weight);
  const ofEach = { ...candidates, memory: memory ? tf.tensor3d(memory, [1, MEMORY.traces.length, ITEMS]) : undefined };
  const everywhere = tf.tile(u, [1, ITEMS, 1]);
  const targets = lightScoresOfTargets(weights, everywhere, ofEach, new Int32Array(ITEMS).fill(events), weight);
  return {
    ofCandidates: tf.add(light, mlpScores(weights, config, u, factors, weight)).dataSync<'float32'>(),
    ofTargets: tf.add(targets, mlpScoresOfTargets(weights, config, everywhere, factors, weight)).dataSync<'float32'>(),
  };
}

function tensors({ network }: RandomModel): TensorMap {
  return Object.fromEntries([...network].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
}

function personalTensors({ config }: RandomModel, part: PersonalPart): PersonalTensors {
  const { dim, adapterRank } = config;
  return {
    vector: tf.tensor2d(part.vector, [1, dim]),
    adapterIn: tf.tensor3d(part.adapterIn, [1, dim, adapterRank]),
    adapterOut: tf.tensor3d(part.adapterOut, [1, adapterRank, dim]),
    mix: tf.tensor2d(part.mix, [1, MIX_TERMS.length]),
  };
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i])));
}
