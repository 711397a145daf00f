import { expect, test } from 'vitest';
import { type Evaluation } from '../evaluation.ts';
import { baselineWinsWords } from './baseline-wins.ts';
import { EXAMPLE_EVALUATION as example } from './example-evaluation.fixture.ts';

const only = (...names: string[]): Evaluation => ({ ...example, arms: example.arms.filter(({ name }) => names.includes(name)) });

test('where the paired interval says so, and where only the figures do', () => {
  expect(baselineWinsWords(example)).toMatchInlineSnapshot(
    `"Where a baseline beats us: after 1–4 events, popularity (.0698) leads tower (.0649). Above us in figures, not compared in pairs: after 1–4 events, popularity (.0698) exceeds learner (.0648)."`,
  );
});

test('a baseline that is above but tied is named as such', () => {
  const paired = example.paired.map((pair) =>
    pair.b === 'popularity' ? { ...pair, byEvents: { ...pair.byEvents, '1-4': { difference: -0.0049, ci95: [-0.01, 0.0002] as [number, number] } } } : pair,
  );
  expect(baselineWinsWords({ ...only('tower', 'popularity'), paired })).toBe(
    'Where a baseline beats us: nowhere that a paired interval tells. Above us in figures, but tied: after 1–4 events, popularity (.0698) exceeds tower (.0649).',
  );
});

test('overall, against both of ours, with the strongest named and the others counted', () => {
  const arms = example.arms.map((arm) => (arm.kind === 'baseline' ? { ...arm, ndcg10: arm.ndcg10 + 0.15, byEvents: emptyBins } : arm));
  expect(baselineWinsWords({ ...example, arms, paired: [] })).toMatchInlineSnapshot(
    `"Where a baseline beats us: nowhere that a paired interval tells. Above us in figures, not compared in pairs: overall, transitions (.3156) exceeds tower (.1794) (as do 4 more baselines); overall, transitions (.3156) exceeds learner (.1842) (as do 3 more baselines)."`,
  );
});

test('nowhere, with nothing of ours, with no baseline', () => {
  expect(baselineWinsWords(only('tower', 'EASE'))).toBe('Where a baseline beats us: nowhere that a paired interval tells.');
  expect(baselineWinsWords(only('EASE'))).toBe('Where a baseline beats us: nothing of ours was evaluated.');
  expect(baselineWinsWords(only('tower'))).toBe('Where a baseline beats us: there was none to compare with.');
});

const emptyBins = { '0': null, '1-4': null, '5-19': null, '20-49': null, '50-99': null, '100-499': null };
