import { describe, expect, it } from 'vitest';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { personalPartFrom } from './personal-part.ts';
import { factorOf, normals, type RandomModel, randomModel } from './testing/random-model.ts';
import { directStates, directUserVector, type TypedFactor } from './testing/direct-tower.ts';
import { UserTower } from './tower.ts';

const CASES: [string, Partial<NeumfConfig>, number][] = [
  ['a history within the window', { window: 8 }, 6],
  ['a history longer than the window', { window: 5 }, 13],
  ['a window of one event', { window: 1 }, 4],
  ['d = 64, more events than the first rows of z', { dim: 64, heads: 4, hidden: 96, window: 16 }, 70],
  ['data without order', { ordered: false }, 9],
  ['one block, one head, odd widths', { dim: 6, blocks: 1, heads: 1, hidden: 7 }, 9],
];

describe('equals the tower computed directly, all positions from scratch:', () => {
  it.each(CASES)('%s', (_, settings, length) => {
    const model = randomModel(20, settings);
    const events = randomEvents(model, length);
    const tower = new UserTower(model.config, model.network);
    const state = tower.start();
    for (const { factor, type } of events) tower.append(state, factor, type);
    const expected = directStates(model.config, model.network, events);
    expect(state.events).toBe(length);
    for (let t = 0; t <= length; t++) expect(largestDifference(tower.stateAfter(state, t), expected[t])).toBeLessThan(1e-5);
  });
});

it('keeps histories apart', () => {
  const model = randomModel(20);
  const tower = new UserTower(model.config, model.network);
  const [a, b] = [tower.start(), tower.start()];
  const [first, second] = [randomEvents(model, 7, 1), randomEvents(model, 7, 2)];
  for (let t = 0; t < 7; t++) {
    tower.append(a, first[t].factor, first[t].type);
    tower.append(b, second[t].factor, second[t].type);
  }
  const alone = tower.start();
  for (const { factor, type } of first) tower.append(alone, factor, type);
  expect(alone.z).toEqual(a.z);
});

it.each(CASES)('truncated to any event, goes on as if the later ones had never been: %s', (_, settings, length) => {
  const model = randomModel(20, settings);
  const tower = new UserTower(model.config, model.network);
  const [events, others] = [randomEvents(model, length, 1), randomEvents(model, 9, 2)];
  const append = (state: ReturnType<UserTower['start']>, { factor, type }: TypedFactor) => tower.append(state, factor, type);
  for (let t = 0; t <= length; t++) {
    const state = tower.start();
    for (const event of events) append(state, event);
    tower.truncate(state, t, (event) => append(state, events[event]));
    const never = tower.start();
    for (const event of events.slice(0, t)) append(never, event);
    for (const event of others) for (const each of [state, never]) append(each, event);
    expect(state.events).toBe(never.events);
    for (let after = 0; after <= never.events; after++) expect(tower.stateAfter(state, after)).toEqual(tower.stateAfter(never, after));
  }
});

it('gives the user vector with and without a personal part', () => {
  const { config, network } = randomModel(1, { dim: 8, adapterRank: 3 });
  const z = normals(8, 1, new Sfc32(4));
  const tower = new UserTower(config, network);
  const personal = personalPartFrom(network);
  expect(largestDifference(tower.userVector(z), directUserVector(config, network, z))).toBeLessThan(1e-5);
  expect(largestDifference(tower.userVector(z, personal), directUserVector(config, network, z, personal))).toBeLessThan(1e-5);
});

it('refuses what does not fit the model', () => {
  const { config, network } = randomModel(1);
  const tower = new UserTower(config, network);
  const state = tower.start();
  expect(() => tower.append(state, new Float32Array(3), 0)).toThrowErrorMatchingInlineSnapshot(`[OptionError: factor: expected 8 numbers, got 3]`);
  expect(() => tower.append(state, new Float32Array(8), 3)).toThrowErrorMatchingInlineSnapshot(`[OptionError: type: expected a row of tower.type from 0 to 2, or -1, got 3]`);
  expect(() => tower.stateAfter(state, 1)).toThrowErrorMatchingInlineSnapshot(`[OptionError: t: expected an event from 0 to 0, got 1]`);
  expect(() => new UserTower({ ...config, hidden: 17 }, network)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: expected weight tower.block0.ffn.w1 of shape [8, 17], got [8, 16] with 128 numbers; check the weights against networkShapes()]`);
});

function randomEvents(model: RandomModel, length: number, seed = 3): TypedFactor[] {
  const random = new Sfc32(seed);
  return Array.from({ length }, () => ({
    factor: factorOf(model, random.below(model.tables.count)),
    type: random.below(model.config.eventTypes.length + 1) - 1,
  }));
}

function largestDifference(actual: Float32Array, expected: number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
}
