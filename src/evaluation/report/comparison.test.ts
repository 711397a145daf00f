import { expect, test } from 'vitest';
import { compare, comparisonOfPair, headlineComparisons, verdictOf } from './comparison.ts';
import { EXAMPLE_EVALUATION as example } from './example-evaluation.fixture.ts';

const arm = (wanted: string) => example.arms.find(({ name }) => name === wanted)!;

test.each([
  [[0.001, 0.002], 'leads'],
  [[0, 0.002], 'tied'],
  [[-0.001, 0.002], 'tied'],
  [[-0.002, 0], 'tied'],
  [[-0.002, -0.001], 'trails'],
  [[NaN, NaN], 'tied'],
] as const)('%j: %s', ([low, high], verdict) => {
  expect(verdictOf([low, high])).toBe(verdict);
});

test('a pair read forwards', () => {
  const comparison = compare(example, arm('tower'), arm('popularity'))!;
  expect(comparison).toMatchObject({ difference: 0.1493, ci95: [0.1469, 0.1517], verdict: 'leads', usersWorse: 0 });
  expect(comparison.relative!.value).toBeCloseTo(0.1493 / 0.0301, 10);
  expect(comparison.relative!.ci95[0]).toBeCloseTo(0.1469 / 0.0301, 10);
  expect(comparison.byEvents['1-4']).toEqual({ difference: -0.0049, ci95: [-0.0095, -0.0003], verdict: 'trails' });
});

test('the same pair read backwards: signs and ends change places; who is worse off from there is not known', () => {
  const comparison = compare(example, arm('popularity'), arm('tower'))!;
  expect(comparison).toMatchObject({ difference: -0.1493, ci95: [-0.1517, -0.1469], verdict: 'trails', usersWorse: null });
  expect(comparison.relative!.value).toBeCloseTo(-0.1493 / 0.1794, 10);
  expect(comparison.byEvents['1-4']).toEqual({ difference: 0.0049, ci95: [0.0003, 0.0095], verdict: 'leads' });
});

test('what was not paired, or not measured, is not compared', () => {
  expect(compare(example, arm('EASE'), arm('popularity'))).toBeNull();
  expect(compare(example, arm('EASE'), null)).toBeNull();
  const [pair] = example.paired;
  expect(comparisonOfPair(example, { ...pair, difference: NaN })).toBeNull();
  expect(comparisonOfPair(example, { ...pair, byEvents: { ...pair.byEvents, '0': null } })!.byEvents['0']).toBeNull();
});

test('a share is of what the pair shares, where an arm served fewer than the other', () => {
  const [pair] = example.paired;
  const part = { ...pair, difference: 0.02, relative: 0.25, ci95: [0.01, 0.03] as [number, number] };
  const evaluation = { ...example, paired: [part] };
  const [a, b] = [pair.a, pair.b].map((name) => example.arms.find((each) => each.name === name)!);
  // b has .08 there, a .10, whatever they have overall.
  expect(compare(evaluation, a, b)!.relative).toEqual({ value: 0.25, ci95: [0.125, 0.375] });
  expect(compare(evaluation, b, a)!.relative!.value).toBeCloseTo(-0.2, 9);
});

test('a share of nothing, or of an arm that is not there, is not given', () => {
  const nought = { ...example, arms: [arm('tower'), { ...arm('popularity'), ndcg10: 0 }] };
  expect(compare(nought, nought.arms[0], nought.arms[1])!.relative).toBeNull();
  expect(comparisonOfPair({ ...example, arms: [] }, example.paired[0])!.relative).toBeNull();
});

test('the story is about learner, tower and the best baseline', () => {
  expect(headlineComparisons(example).map(({ one, other }) => [one.name, other.name])).toEqual([
    ['learner', 'transitions'],
    ['tower', 'transitions'],
    ['learner', 'tower'],
  ]);
  expect(headlineComparisons({ ...example, paired: [] })).toEqual([]);
});
