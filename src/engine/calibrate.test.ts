import { describe, expect, it } from 'vitest';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { type ItemTables, type RankQuery, type ScorerOptions } from '../kernels/scorer.ts';
import { randomModel } from '../kernels/testing/random-model.ts';
import { type SessionModel } from '../session/session-model.ts';
import { learningSettings } from '../training/learning-settings.ts';
import { calibrate, type Contender, faultOf } from './calibrate.ts';

const model = sessionOf(6000);

describe('the fastest that is right', () => {
  it('is chosen, by times that grow with the catalogue', async () => {
    const clock = new Clock();
    const { trials, chosen, ms } = await calibrate(model, 6000, [paced(clock, 'simd', 1, 0.001), paced(clock, 'webgpu', 4, 0)], () => clock.now);
    // 1 ms, and 1 ms for a thousand items; the other takes 4 ms for any number.
    expect(trials).toEqual([
      { kind: 'simd', rankMs: expect.closeTo(7, 6) },
      { kind: 'webgpu', rankMs: 4 },
    ]);
    expect(chosen).toBe('webgpu');
    expect(ms).toBeLessThan(150);
  });

  it('is not the one with the wrong list, however fast', async () => {
    const clock = new Clock();
    const wrong = paced(clock, 'webgpu', 0.1, 0, (tables) => ({ ...tables, bias: tables.bias.map((bias, item) => (item === 3 ? bias + 50 : bias)) }));
    const { trials, chosen } = await calibrate(model, 6000, [paced(clock, 'simd', 5, 0), wrong], () => clock.now);
    expect(trials[1]).toEqual({ kind: 'webgpu', rankMs: null, fault: 'it came to another list than the plain TypeScript kernel' });
    expect(chosen).toBe('simd');
  });

  it('is plain TypeScript where all others fail', async () => {
    const failing: Contender = { kind: 'simd', make: () => Promise.reject(new Error('out of memory')) };
    const { trials, chosen } = await calibrate(model, 6000, [failing], () => 0);
    expect(trials).toEqual([{ kind: 'simd', rankMs: null, fault: 'out of memory' }]);
    expect(chosen).toBe('typescript');
  });

  it('of a large catalogue is timed with as many candidates as there will be', async () => {
    // 256 candidates on 4,096 rows foretold 0.2 ms of what took 30.
    const clock = new Clock();
    const contender: Contender = {
      kind: 'simd',
      make: (tables, options) => paced(clock, 'simd', 0.001 * (options.candidates ?? NaN), 0.00001).make(tables, options),
    };
    const large = { ...sessionOf(70_000), config: model.config, network: model.network };
    const { trials } = await calibrate(large, 70_000, [contender], () => clock.now);
    expect(trials).toEqual([{ kind: 'simd', rankMs: expect.closeTo(4.096 + 0.7, 6) }]);
  });

  it('is found in time though one of them is slow', async () => {
    const clock = new Clock();
    const { ms, chosen } = await calibrate(model, 6000, [paced(clock, 'simd', 1, 0), paced(clock, 'webgpu', 15, 0.01)], () => clock.now);
    expect(chosen).toBe('simd');
    expect(ms).toBeLessThanOrEqual(150);
  });
});

it.each([1, 40, 512])('judges by the first %i rows, if no more are there', async (ready) => {
  const seen: number[] = [];
  const contender: Contender = {
    kind: 'typescript',
    make: async (tables, options) => {
      seen.push(tables.count);
      return new PlainScorer(model.config, model.network, tables, options);
    },
  };
  expect(await faultOf(model, ready, contender)).toBeNull();
  expect(seen).toEqual([ready]);
});

it('with two stages where the catalogue is large enough for them', async () => {
  const candidates: (number | undefined)[] = [];
  const contender: Contender = {
    kind: 'typescript',
    make: async (tables, options) => {
      candidates.push(options.candidates);
      return new PlainScorer(model.config, model.network, tables, options);
    },
  };
  await faultOf(model, 6000, contender);
  await faultOf({ ...model, count: 1_000_000 }, 6000, contender);
  expect(candidates).toEqual([0, 256]);
});

/** A real scorer whose time is told, not taken. */
function paced(clock: Clock, kind: Contender['kind'], fixedMs: number, msPerItem: number, tablesOf = (tables: ItemTables) => tables): Contender {
  return {
    kind,
    make: async (tables: ItemTables, options: ScorerOptions) => {
      const scorer = new PlainScorer(model.config, model.network, tablesOf(tables), options);
      const rank = scorer.rank.bind(scorer);
      scorer.rank = (query: RankQuery) => {
        clock.now += fixedMs + msPerItem * tables.count;
        return rank(query);
      };
      return scorer;
    },
  };
}

class Clock {
  now = 0;
}

function sessionOf(items: number): SessionModel {
  const { config, network, tables } = randomModel(items);
  return { config, network, learning: learningSettings(1, null), memory: null, walk: null, ...tables };
}
