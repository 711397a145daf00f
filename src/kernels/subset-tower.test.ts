import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { SubsetTower } from './subset-tower.ts';
import { factorOf, randomModel } from './testing/random-model.ts';
import { UserTower } from './tower.ts';

const CASES: [string, Partial<NeumfConfig>, number][] = [
  ['a history within the window', { window: 12 }, 9],
  ['a history longer than the window', { window: 4 }, 14],
  ['a history beyond the reach of all blocks', { window: 2, blocks: 3 }, 12],
  ['one block', { window: 5, blocks: 1 }, 9],
  ['a window of one event', { window: 1 }, 5],
  ['data without order', { window: 5, ordered: false }, 9],
];

describe.each(CASES)('over subsets of %s', (_, settings, length) => {
  const { config, network, tables } = randomModel(20, settings);
  const model = { config, network, tables };
  const random = new Sfc32(length);
  const items = Array.from({ length }, () => random.below(20));
  const types = Array.from({ length }, () => random.below(4) - 1);
  const factors = Float32Array.from(items.flatMap((item) => [...factorOf(model, item)]));

  /** By the tower itself, from scratch. */
  function direct(subset: readonly number[]): Float32Array {
    const tower = new UserTower(config, network);
    const state = tower.start();
    for (const event of subset) tower.append(state, factorOf(model, items[event]), types[event]);
    return tower.stateAfter(state, subset.length).slice();
  }

  it('is the tower fed with those events alone, in whatever order subsets are asked for', () => {
    const tower = new SubsetTower(config, network, factors, types);
    const indices = Array.from({ length }, (__, event) => event);
    fc.assert(
      fc.property(fc.subarray(indices), fc.boolean(), (subset, near) => {
        if (near) tower.nearState(subset);
        expect(tower.state(subset)).toEqual(direct(subset));
      }),
      { numRuns: 300 },
    );
  });

  it('nearly: equal with one block, for the whole history, for single events seen by nobody before', () => {
    const tower = new SubsetTower(config, network, factors, types);
    const all = Array.from({ length }, (__, event) => event);
    expect(tower.nearState(all)).toEqual(direct(all));
    expect(tower.nearState([0])).toEqual(direct([0]));
    expect(tower.nearState([])).toEqual(direct([]));
    const half = all.filter((event) => event % 2 === 0);
    if (config.blocks === 1) expect(tower.nearState(half)).toEqual(direct(half));
  });
});
