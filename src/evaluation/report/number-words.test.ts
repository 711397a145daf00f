import { expect, test } from 'vitest';
import {
  amountWords,
  countWords,
  intervalWords,
  metricWords,
  percentIntervalWords,
  percentWords,
  signedPercentWords,
  signedWords,
} from './number-words.ts';

test('metrics have four places, no nought before the point, and a true minus', () => {
  expect([0.17941, -0.0021, 1, 0, -0, 12.5].map(metricWords)).toEqual(['.1794', '−.0021', '1.0000', '.0000', '.0000', '12.5000']);
});

test('what four places would hide, or could not hold, has an exponent', () => {
  expect([0.0000031, -0.00004, 5e-324, 2.5e9, -1e300].map(metricWords)).toEqual(['3.1e−6', '−4.0e−5', '4.9e−324', '2.5e+9', '−1.0e+300']);
});

test('what was not measured is a dash', () => {
  for (const missing of [null, undefined, NaN, Infinity, -Infinity]) {
    expect([metricWords(missing), signedWords(missing), percentWords(missing), signedPercentWords(missing), amountWords(missing)]).toEqual(Array(5).fill('–'));
  }
  expect([countWords(NaN), intervalWords(null), intervalWords([NaN, 1]), percentIntervalWords([0, NaN])]).toEqual(Array(4).fill('–'));
});

test('signs are written where they tell something', () => {
  expect([0.0021, 0, -0.0021].map(signedWords)).toEqual(['+.0021', '.0000', '−.0021']);
  expect([0.0612, 0, -0.0001, -0.0612].map(signedPercentWords)).toEqual(['+6.1 %', '0.0 %', '0.0 %', '−6.1 %']);
});

test('intervals, shares, counts and amounts', () => {
  expect(intervalWords([-0.0003, 0.004])).toBe('−.0003 to .0040');
  expect(percentIntervalWords([-0.004, 0.0102])).toBe('−0.4 to 1.0 %');
  expect([0.0048, 4.96, 12.3456, 3e7].map(percentWords)).toEqual(['0.5 %', '496.0 %', '1235 %', '3.0e+9 %']);
  expect([0, 999, 31_026, -1234, 1e300].map(countWords)).toEqual(['0', '999', '31,026', '−1,234', '1.0e+300']);
  expect(percentWords(1e308)).toBe('–');
  expect([0, 0.00001, 0.02, 0.41, 3.864, 31.26, 1234.5].map(amountWords)).toEqual(['0.000', '1.0e−5', '0.020', '0.41', '3.86', '31.3', '1235']);
});
