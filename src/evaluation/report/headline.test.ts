import { expect, test } from 'vitest';
import { type Evaluation, type Interval } from '../evaluation.ts';
import { EXAMPLE_EVALUATION as example } from './example-evaluation.fixture.ts';
import { headline } from './headline.ts';

const first = (ci95: Interval, difference: number, relative = difference / 0.1656): Evaluation => ({
  ...example,
  paired: [{ ...example.paired[0], ci95, difference, relative }],
});
const only = (...names: string[]): Evaluation => ({ ...example, paired: [], arms: example.arms.filter(({ name }) => names.includes(name)) });

test('says who leads by how much, and how sure it is', () => {
  const { title, points } = headline(example);
  expect(title).toMatchInlineSnapshot(`"The model that learns on the device leads the best baseline, transitions, by 11.2 % in NDCG@10"`);
  expect(points.map(({ figure, verdict }) => [figure, verdict])).toEqual([
    ['+11.2 %', 'leads'],
    ['+8.3 %', 'leads'],
    ['+2.7 %', 'leads'],
  ]);
  expect(points[2].sentence).toMatchInlineSnapshot(
    `"The model that learns on the device leads the frozen model: NDCG@10 .1842 against .1794, a difference of +.0048 (95 % interval .0037 to .0059; 2.1 to 3.3 %). For 1.7 % of users it is worse, each by an interval of their own."`,
  );
});

test('a tie names no lead, and trailing is not made pretty', () => {
  expect(headline(first([-0.001, 0.002], 0.0005)).title).toMatchInlineSnapshot(`"The model that learns on the device is tied with the best baseline, transitions, in NDCG@10"`);
  expect(headline(first([-0.003, -0.001], -0.002)).title).toMatchInlineSnapshot(`"The model that learns on the device trails the best baseline, transitions, by 1.2 % in NDCG@10"`);
});

test('without a share it says the difference', () => {
  const arms = example.arms.map((arm) => (arm.kind === 'baseline' ? { ...arm, ndcg10: 0 } : arm));
  const paired = [{ ...example.paired[1], b: 'popularity', relative: null }];
  expect(headline({ ...example, arms, paired }).title).toMatchInlineSnapshot(`"The frozen model leads the best baseline, popularity, by .0138 in NDCG@10"`);
});

test('without pairs it claims nothing', () => {
  expect(headline(only('tower', 'EASE')).title).toMatchInlineSnapshot(
    `"The frozen model reaches NDCG@10 .1794; the best baseline, EASE, reaches NDCG@10 .0862: which of them leads was not measured"`,
  );
  expect(headline(only('tower', 'learner')).title).toContain('The model that learns on the device reaches NDCG@10 .1842; the frozen model reaches');
  expect(headline(only('EASE')).title).toMatchInlineSnapshot(`"The best baseline, EASE, reaches NDCG@10 .0862"`);
  expect(headline(only('tower')).title).toBe('The frozen model reaches NDCG@10 .1794');
  expect(headline(only('tower without MLP')).title).toBe('Only ablations were measured');
  expect(headline(only()).title).toBe('Nothing was measured');
});
