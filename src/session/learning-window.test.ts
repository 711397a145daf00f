import { describe, expect, it } from 'vitest';
import { isLearningStart, LEARNED_EVENTS, learningStart, oldestKeptStart } from './learning-window.ts';

describe('learningStart', () => {
  it('begins at the first event up to 500, then moves on in strides of 250', () => {
    const starts = [0, 1, 499, 500, 501, 750, 751, 1000, 1001].map(learningStart);
    expect(starts).toEqual([0, 0, 0, 0, 250, 250, 500, 500, 750]);
  });

  it('never leaves more than 500 events to learn from, nor, once past them, fewer than 251', () => {
    for (let count = 0; count < 5000; count++) {
      const learned = count - learningStart(count);
      expect(learned).toBeLessThanOrEqual(LEARNED_EVENTS);
      if (count > LEARNED_EVENTS) expect(learned).toBeGreaterThan(LEARNED_EVENTS / 2);
      expect(learningStart(count + 1)).toBeGreaterThanOrEqual(learningStart(count));
    }
  });
});

describe('what is kept', () => {
  it('is the snapshots of the present window and of the one before, to which an undo may lead back', () => {
    expect([0, 250, 500, 750].map(oldestKeptStart)).toEqual([0, 0, 250, 500]);
    for (let count = 1; count < 5000; count++) expect(learningStart(count - 1)).toBeGreaterThanOrEqual(oldestKeptStart(learningStart(count)));
  });

  it('began where a window may begin', () => {
    expect([0, 250, 500, -250, 3, Number.NaN].map(isLearningStart)).toEqual([true, true, true, false, false, false]);
    for (let count = 0; count < 5000; count++) expect(isLearningStart(learningStart(count))).toBe(true);
  });
});
