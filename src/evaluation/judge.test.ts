import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';

const NONE = new Uint8Array(20);

function judged(scores: number[], target: number, { met = [] as number[], negatives = null as number[] | null } = {}) {
  const top = new Int32Array(10).fill(7);
  const bits = Uint8Array.from(scores, (_, item) => (met.includes(item) ? 1 : 0));
  const judgement = judge(Float32Array.from(scores), target, { met: bits, negatives: negatives && Int32Array.from(negatives) }, top);
  return { ...judgement, top: [...top] };
}

describe('judge', () => {
  it('ranks the target among the items that were not met, by hand', () => {
    const scores = [5, 1, 4, 2, 3];
    expect(judged(scores, 3)).toEqual({ rank: 4, candidates: 5, top: [0, 2, 4, 3, 1, -1, -1, -1, -1, -1] });
    expect(judged(scores, 3, { met: [0, 4] })).toEqual({ rank: 2, candidates: 3, top: [2, 3, 1, -1, -1, -1, -1, -1, -1, -1] });
  });

  it('counts ties against the target, which comes last of its equals; other equals come by index', () => {
    expect(judged([1, 2, 1, 1, 0], 0)).toEqual({ rank: 4, candidates: 5, top: [1, 2, 3, 0, 4, -1, -1, -1, -1, -1] });
    const alike = Array.from({ length: 12 }, () => 0);
    expect(judged(alike, 3)).toEqual({ rank: 12, candidates: 12, top: [0, 1, 2, 4, 5, 6, 7, 8, 9, 10] });
  });

  it('ranks among given negatives only, met or not, in whatever order they come', () => {
    const scores = [9, 8, 7, 6, 5, 4];
    expect(judged(scores, 3, { negatives: [5, 1, 4], met: [1] })).toEqual({ rank: 2, candidates: 4, top: [1, 3, 4, 5, -1, -1, -1, -1, -1, -1] });
    expect(judged([1, 1, 1, 1], 1, { negatives: [3, 2, 0] }).top.slice(0, 4)).toEqual([0, 2, 3, 1]);
  });

  it('puts items of −∞ last, and refuses scores that are not numbers', () => {
    expect(judged([-Infinity, 1, 2], 0)).toMatchObject({ rank: 3, candidates: 3 });
    expect(judged([-Infinity, 1, -Infinity], 0)).toMatchObject({ rank: 3 });
    expect(() => judge(Float32Array.of(1, NaN, 2), 0, { met: NONE, negatives: null }, new Int32Array(10))).toThrow('expected a score for each item, got NaN for item 1');
    expect(() => judge(Float32Array.of(1, 2), 2, { met: NONE, negatives: null }, new Int32Array(10))).toThrow('expected a score for each item, got undefined for item 2');
  });

  it('is what sorting says, for any scores with many ties', () => {
    const cases = fc.record({ scores: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 }), pick: fc.nat(), met: fc.array(fc.nat({ max: 39 })) });
    fc.assert(
      fc.property(cases, ({ scores, pick, met }) => {
        const target = pick % scores.length;
        const hidden = met.filter((item) => item !== target);
        const others = [...scores.keys()].filter((item) => item !== target && !hidden.includes(item));
        const order = [...others, target].sort((a, b) => scores[b] - scores[a] || Number(a === target) - Number(b === target) || a - b);
        const { rank, candidates, top } = judged(scores, target, { met: hidden });
        expect(rank).toBe(order.indexOf(target) + 1);
        expect(candidates).toBe(order.length);
        expect(top).toEqual([...order.slice(0, 10), ...Array.from({ length: 10 }, () => -1)].slice(0, 10));
        expect(top.includes(target)).toBe(rank <= 10);
      }),
    );
  });
});
