/**
 * What an event costs the worker: learned on TF.js wasm as in a page, and the list of 20 that follows, over a catalogue of
 * 10,000. The model is random, its sizes and the learning settings are those of the defaults, memory and walk included.
 */
import * as tf from '@tensorflow/tfjs-core';
import { startLearner } from '../../src/engine/tfjs-wasm.ts';
import { createSimdScorer } from '../../src/kernels/simd/simd-scorer.ts';
import { randomModel } from '../../src/kernels/testing/random-model.ts';
import { randomTransitions } from '../../src/kernels/testing/random-transitions.ts';
import { TransitionMemory } from '../../src/kernels/transition-memory.ts';
import { Walk } from '../../src/kernels/walk.ts';
import { Sfc32 } from '../../src/random.ts';
import { Session } from '../../src/session/session.ts';
import { type SessionModel } from '../../src/session/session-model.ts';
import { learningSettings } from '../../src/training/learning-settings.ts';
import { TRAIN_DEFAULTS } from '../../src/training/train-options.ts';
import { WALK } from '../../src/training/item-orders.ts';

const ITEMS = 10_000;
const EVENTS = 200;
/** Events before the clock runs. */
const WARM = 50;
const LIST = 20;
/** As data with times is trained. */
const MEMORY = { traces: [{ window: 8, decay: 0.5 }, { window: 32, decay: 0.8 }, { window: 500, decay: 1 }], epsilon: 0.001 };
/** What a page says stood beside the chosen one. */
const SHOWN = 7;

export interface EventTimes {
  items: number;
  /** Milliseconds of each event: learning, what of it is TF.js's, and the list. */
  learn: number[];
  tfjs: number[];
  rank: number[];
  /** Milliseconds and runs an event of each of TF.js's kernels, the most expensive first; measured in events of their own. */
  kernels: { name: string; ms: number; runs: number }[];
}

export async function measureEvents(): Promise<EventTimes> {
  const model = defaultModel();
  const learner = await startLearner(null, model);
  const session = new Session(model, await createSimdScorer(model.config, model.network, model));
  const random = new Sfc32(11, ITEMS);
  const times: EventTimes = { items: ITEMS, learn: [], tfjs: [], rank: [], kernels: [] };
  let inTfjs = 0;
  const timed: Pick<typeof learner, 'learn'> = {
    async learn(states, batch) {
      const before = performance.now();
      const learned = await learner.learn(states, batch);
      inTfjs = performance.now() - before;
      return learned;
    },
  };
  const event = async (id: number) => {
    const { items } = await session.rank({ limit: SHOWN + 1 });
    const item = id % 2 === 0 ? items[0] : random.below(ITEMS);
    const began = performance.now();
    session.observe([{ id, item, type: 'click', shown: [...items.subarray(1)] }]);
    await session.learnNext(timed);
    const learned = performance.now();
    await session.rank({ limit: LIST });
    return { learn: learned - began, tfjs: inTfjs, rank: performance.now() - learned };
  };
  for (let id = 1; id <= WARM + EVENTS; id++) {
    const { learn, tfjs, rank } = await event(id);
    if (id <= WARM) continue;
    times.learn.push(learn);
    times.tfjs.push(tfjs);
    times.rank.push(rank);
  }
  const kernels = timeKernels();
  for (let id = 1; id <= EVENTS; id++) await event(WARM + EVENTS + id);
  times.kernels = [...kernels].map(([name, { ms, runs }]) => ({ name, ms: ms / EVENTS, runs: runs / EVENTS })).sort((a, b) => b.ms - a.ms);
  learner.dispose();
  return times;
}

function defaultModel(): SessionModel {
  const { dim, blocks, heads, hidden, maxHistory, mlp, adapterRank } = TRAIN_DEFAULTS;
  const { config, network, tables } = randomModel(ITEMS, { dim, blocks, heads, hidden, window: maxHistory, mlp, adapterRank, memory: MEMORY, walk: WALK });
  // A visitor starts at nothing learned, and an MLP that gives nothing is not computed: as trained bundles are.
  for (const name of ['personal.vector', 'personal.adapterOut', 'personal.mix', 'personal.walk', 'head.mlp.out']) network.get(name)?.data.fill(0);
  const memory = new TransitionMemory(MEMORY, randomTransitions(ITEMS, 100, new Sfc32(ITEMS, 5)));
  const walk = new Walk(WALK, WALK.orders.map((_, order) => shuffled(new Sfc32(ITEMS, 6 + order))));
  return { config, network, learning: learningSettings(1, null), ...tables, memory, walk };
}

function shuffled(random: Sfc32): Int32Array {
  const places = Int32Array.from({ length: ITEMS }, (_, place) => place);
  for (let i = ITEMS - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places;
}

/** From now on, what each kernel of TF.js takes. */
function timeKernels(): Map<string, { ms: number; runs: number }> {
  const taken = new Map<string, { ms: number; runs: number }>();
  for (const config of tf.getKernelsForBackend('wasm')) {
    const { kernelName, kernelFunc } = config;
    const all = { ms: 0, runs: 0 };
    taken.set(kernelName, all);
    config.kernelFunc = (given) => {
      const before = performance.now();
      const made = kernelFunc(given);
      all.ms += performance.now() - before;
      all.runs++;
      return made;
    };
  }
  return taken;
}
