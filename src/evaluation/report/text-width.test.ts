import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitText, fitTexts, textWidth } from './text-width.ts';

test('what fits stays, what does not ends in an ellipsis', () => {
  expect(fitText('transitions', 100, 13)).toBe('transitions');
  expect(fitText('decayed item-to-item transitions', 100, 13)).toBe('decayed item…');
  expect(fitText('', 10, 13)).toBe('');
});

test('no letter is cut in two', () => {
  expect(fitText('😀😀😀😀', 40, 13)).toBe('😀😀…');
});

test('wide scripts count for more', () => {
  expect(textWidth('映画', 10)).toBe(20);
  expect(textWidth('il', 10)).toBeCloseTo(6.8);
});

test('the result fits, unless a single letter does not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 30, max: 300 }), (text, width) => {
      const fitted = fitText(text, width, 13);
      expect(textWidth(fitted, 13) <= width || Array.from(fitted).length <= 2).toBe(true);
    }),
  );
});

test('of several texts the long ones are cut, and all are still there', () => {
  expect(fitTexts(['tower', 'EASE'], ' − ', 200, 13)).toBe('tower − EASE');
  expect(fitTexts(['tower', 'decayed item-to-item transitions'], ' − ', 160, 13)).toBe('tower − decayed item-t…');
  expect(fitTexts(['decayed item-to-item transitions', 'decayed transitions'], ' − ', 160, 13)).toBe('decayed it… − decayed t…');
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 4, maxLength: 30 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 120, max: 400 }), (texts, width) => {
      expect(textWidth(fitTexts(texts, ' − ', width, 13), 13)).toBeLessThanOrEqual(width + 1e-9);
    }),
  );
});
