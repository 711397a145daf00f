import { expect, it } from 'vitest';
import { type Evaluation } from './evaluation.ts';
import { printTable } from './print-table.ts';
import { EXAMPLE_EVALUATION } from './report/example-evaluation.fixture.ts';

const ONLY_TOWER: Evaluation = { ...EXAMPLE_EVALUATION, protocol: 'full', cuts: [], paired: [], arms: EXAMPLE_EVALUATION.arms.filter(({ kind }) => kind === 'tower') };

it('puts baselines first, then tower, learner and ablations, the best of each first', () => {
  expect(printTable({ ...EXAMPLE_EVALUATION, arms: EXAMPLE_EVALUATION.arms.toReversed() })).toMatchInlineSnapshot(`
    "Protocol stream: 76,412 predictions for 600 of 6,040 users, 3,706 items, seed 1

    Accuracy, with NDCG@10 by the number of events before
      name                  kind      HR@10  NDCG@10   95 % interval    MRR      0    1–4   5–19  20–49  50–99  100–499
      transitions           baseline  .3080    .1656  [.1578, .1734]  .1424  .0712  .0634  .1321  .1654  .1738    .1702
      EASE                  baseline  .1603    .0862  [.0816, .0908]  .0741  .0712  .0541  .0744  .0868  .0921    .0874
      ItemKNN               baseline  .1458    .0784  [.0741, .0827]  .0674  .0712  .0507  .0689  .0781  .0846    .0791
      popularity by genre   baseline  .0673    .0362  [.0336, .0388]  .0311  .0712  .0488  .0436  .0402  .0371    .0318
      popularity            baseline  .0560    .0301  [.0277, .0325]  .0259  .0712  .0698  .0391  .0344  .0312    .0266
      tower                 tower     .3337    .1794  [.1710, .1878]  .1543  .0721  .0649  .1402  .1781  .1897    .1846
      learner               learner   .3426    .1842  [.1756, .1928]  .1584  .0721  .0648  .1407  .1796  .1934    .1911
      learner, vector only  ablation  .3367    .1810  [.1726, .1894]  .1557  .0721  .0649  .1403  .1786  .1909    .1869
      tower without MLP     ablation  .3220    .1731  [.1650, .1812]  .1489  .0719  .0622  .1361  .1722  .1825    .1779

    What is shown
      name                  kind      coverage    novelty  diversity   gini  serendipity  ms/event
      transitions           baseline     .5200  9.51 bits      .6372  .8308        .0078      0.22
      EASE                  baseline     .3800  9.08 bits      .6218  .8742        .0029      0.94
      ItemKNN               baseline     .2900  8.80 bits      .6119  .9021        .0020      0.31
      popularity by genre   baseline     .1200  8.27 bits      .5932  .9548        .0004     0.050
      popularity            baseline     .0300  7.99 bits      .5833  .9827        .0001     0.020
      tower                 tower        .6100  9.79 bits      .6471  .8029        .0098      0.41
      learner               learner      .6300  9.85 bits      .6493  .7967        .0104      3.86
      learner, vector only  ablation     .6200  9.82 bits      .6482  .7998        .0101      2.12
      tower without MLP     ablation     .6000  9.76 bits      .6460  .8060        .0093      0.33

    NDCG@10 beside each other
      learner − transitions: +11.2 % [+8.9, +13.5] leads; users worse 2.2 %
        by events before: 0 tied, 1–4 tied, 5–19 leads, 20–49 leads, 50–99 leads, 100–499 leads
      tower − transitions: +8.3 % [+6.2, +10.5] leads; users worse 3.1 %
        by events before: 0 tied, 1–4 tied, 5–19 leads, 20–49 leads, 50–99 leads, 100–499 leads
      learner − tower: +2.7 % [+2.1, +3.3] leads; users worse 1.7 %
        by events before: 0 tied, 1–4 tied, 5–19 tied, 20–49 leads, 50–99 leads, 100–499 leads
      tower − EASE: +108.1 % [+102.4, +113.8] leads; users worse 0.2 %
        by events before: 0 tied, 1–4 leads, 5–19 leads, 20–49 leads, 50–99 leads, 100–499 leads
      tower − popularity: +496.0 % [+488.0, +504.0] leads; users worse 0.0 %
        by events before: 0 tied, 1–4 trails, 5–19 leads, 20–49 leads, 50–99 leads, 100–499 leads
      tower − tower without MLP: +3.6 % [+2.7, +4.6] leads; users worse 1.2 %
        by events before: 0 tied, 1–4 tied, 5–19 leads, 20–49 leads, 50–99 leads, 100–499 leads
      learner − learner, vector only: +1.8 % [−0.1, +3.6] tied; users worse 1.9 %
        by events before: 0 tied, 1–4 tied, 5–19 tied, 20–49 tied, 50–99 tied, 100–499 tied

    Differences in NDCG@10 by user
      arms                               5 %    25 %  median    75 %    95 %  better    same  worse
      learner − transitions           +.0037  +.0132  +.0185  +.0239  +.0331  11.0 %  86.8 %  2.2 %
      learner − tower                 −.0101  −.0006  +.0047  +.0101  +.0193  11.0 %  87.3 %  1.7 %
      learner − learner, vector only  −.0117  −.0022  +.0031  +.0085  +.0177  11.0 %  87.1 %  1.9 %
      Of each user the mean difference over their own predictions: so many per cent of the users have at most the difference of a column. A user is better off where the 95 % bootstrap interval of that mean, over the user’s own predictions, lies above 0, worse off where it lies below, and the same else. Chance alone makes two to three users in a hundred better, and as many worse.

    Cuts
      ItemKNN was tuned on 200 of the 300 validation users.
      Histories were cut after 500 events (41 users have more)."
  `);
});

it('says where there is nothing', () => {
  const [tower] = ONLY_TOWER.arms;
  const arm = { ...tower, byEvents: { ...tower.byEvents, '0': null, '100-499': null } };
  expect(printTable({ ...ONLY_TOWER, arms: [arm] })).toMatchInlineSnapshot(`
    "Protocol full: 76,412 predictions for 600 of 6,040 users, 3,706 items, seed 1

    Accuracy, with NDCG@10 by the number of events before
      name   kind   HR@10  NDCG@10   95 % interval    MRR  0    1–4   5–19  20–49  50–99  100–499
      tower  tower  .3337    .1794  [.1710, .1878]  .1543  –  .0649  .1402  .1781  .1897        –

    What is shown
      name   kind   coverage    novelty  diversity   gini  serendipity  ms/event
      tower  tower     .6100  9.79 bits      .6471  .8029        .0098      0.41

    NDCG@10 beside each other
      none

    Cuts
      none"
  `);
});

it('states a pair by the figures of that pair, and in absolute figures where the other arm never hits', () => {
  const pair = { ...EXAMPLE_EVALUATION.paired[0], byUsers: null };
  const paired: Evaluation['paired'] = [
    // b has .2 over these predictions, whatever it has over all of its own.
    { ...pair, difference: 0.01, relative: 0.05, ci95: [-0.004, 0.024] },
    { ...pair, difference: -0.01, relative: -0.05, ci95: [-0.02, -0.004], usersWorse: 0.25 },
    { ...pair, difference: 0.01, relative: null, ci95: [0.004, 0.02] },
    { ...pair, difference: 0, relative: 0, ci95: [0, 0] },
  ];
  expect(printTable({ ...ONLY_TOWER, paired }).split('\n').filter((line) => line.includes(' − '))).toMatchInlineSnapshot(`
    [
      "  learner − transitions: +5.0 % [−2.0, +12.0] tied; users worse 2.2 %",
      "  learner − transitions: −5.0 % [−10.0, −2.0] trails; users worse 25.0 %",
      "  learner − transitions: +.0100 [+.0040, +.0200] leads; users worse 2.2 %",
      "  learner − transitions: .0000 [.0000, .0000] tied; users worse 2.2 %",
    ]
  `);
});

it('leaves out bins without predictions', () => {
  const [pair] = EXAMPLE_EVALUATION.paired;
  const none = { '0': null, '1-4': null, '5-19': null, '20-49': null, '50-99': null, '100-499': null };
  const verdicts = (byEvents: typeof pair.byEvents) => printTable({ ...ONLY_TOWER, paired: [{ ...pair, byEvents }] }).split('\n').find((line) => line.includes('by events before'));
  expect(verdicts({ ...none, '1-4': { difference: -0.1, ci95: [-0.2, -0.05] }, '100-499': { difference: 0.1, ci95: [0, 0.2] } })).toBe('    by events before: 1–4 trails, 100–499 tied');
  expect(verdicts(none)).toBe('    by events before: none');
});

it('a name cannot break a line or steer the terminal', () => {
  const [tower] = ONLY_TOWER.arms;
  const text = printTable({ ...ONLY_TOWER, arms: [{ ...tower, name: 'good\u001B[2J\nbad' }], cuts: ['one\u2028line'] });
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).toContain('  good [2J bad  tower');
  expect(text).toContain('  one line');
});

it('all rows of a table are as wide as its head', () => {
  const tables = printTable(EXAMPLE_EVALUATION).split('\n\n').slice(1, 3);
  for (const table of tables) expect(new Set(table.split('\n').slice(1).map((line) => line.length)).size).toBe(1);
});
