import { type FittedBaseline } from './baseline.ts';

/** The same scores [n] for every visitor, whatever they did. */
export function sameForAll(fixed: Float32Array): FittedBaseline {
  const scores = new Float32Array(fixed.length);
  return {
    start: () => ({
      observe: () => undefined,
      scores: () => {
        scores.set(fixed);
        return scores;
      },
    }),
  };
}
