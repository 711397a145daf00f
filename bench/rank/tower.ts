/**
 * What a click costs the user tower: from the item's factor to the user vector, with the keys and values of earlier
 * events kept; beside it, the same history from its start.
 */
import { personalPartFrom } from '../../src/kernels/personal-part.ts';
import { directStates, directUserVector } from '../../src/kernels/testing/direct-tower.ts';
import { factorOf, randomModel } from '../../src/kernels/testing/random-model.ts';
import { UserTower } from '../../src/kernels/tower.ts';
import { TRAIN_DEFAULTS } from '../../src/training/train-options.ts';

/** Events there before the one that is timed. */
const EVENTS = 100;
const APPENDS = 300;
const REPLAYS = 20;
/** Calls before the clock runs: what a page has done by the time its list is there. */
const WARM = 20;
const TOLERANCE = 1e-4;

export interface TowerTimes {
  /** Events before the timed one. */
  events: number;
  /** Milliseconds of each: one more event and its user vector. */
  appends: number[];
  /** Milliseconds of each: all events from the start, and the user vector of the last. */
  replays: number[];
}

/** A random tower of the default training options. @throws Error if its user vector is not that of the model's definition. */
export function measureTower(): TowerTimes {
  const { dim, blocks, heads, hidden, maxHistory, mlp, adapterRank } = TRAIN_DEFAULTS;
  const model = randomModel(EVENTS + 1, { dim, blocks, heads, hidden, window: maxHistory, mlp, adapterRank });
  const { config, network } = model;
  const tower = new UserTower(config, network);
  const personal = personalPartFrom(network);
  const events = Array.from({ length: EVENTS + 1 }, (_, item) => ({ factor: factorOf(model, item), type: item % config.eventTypes.length }));

  const after = (state: ReturnType<typeof tower.start>, from: number, to: number) => {
    for (const { factor, type } of events.slice(from, to)) tower.append(state, factor, type);
    return tower.userVector(tower.stateAfter(state, to), personal);
  };
  const before = tower.start();
  after(before, 0, EVENTS);

  // An append changes the state: each has a copy of its own.
  const appends = timed(APPENDS, () => structuredClone(before), (state) => after(state, EVENTS, EVENTS + 1));
  const replays = timed(REPLAYS, () => tower.start(), (state) => after(state, 0, EVENTS + 1));

  const z = Float32Array.from(directStates(config, network, events)[EVENTS + 1]);
  const wanted = directUserVector(config, network, z, personal);
  const got = after(structuredClone(before), EVENTS, EVENTS + 1);
  const difference = Math.max(...wanted.map((value, i) => Math.abs(value - got[i])));
  if (!(difference <= TOLERANCE)) throw new Error(`the tower's user vector is off by ${difference}`);
  return { events: EVENTS, appends, replays };
}

function timed<T>(times: number, prepare: () => T, run: (prepared: T) => unknown): number[] {
  const measured: number[] = [];
  for (let i = -WARM; i < times; i++) {
    const prepared = prepare();
    const before = performance.now();
    run(prepared);
    if (i >= 0) measured.push(performance.now() - before);
  }
  return measured;
}
