import { expect, test } from 'vitest';
import { type Evaluation } from '../evaluation.ts';
import { EXAMPLE_EVALUATION as example } from './example-evaluation.fixture.ts';
import { resultsMarkdown } from './results-markdown.ts';

const only = (...names: string[]): Evaluation => ({
  ...example,
  arms: example.arms.filter(({ name }) => names.includes(name)),
  paired: example.paired.filter(({ a, b }) => names.includes(a) && names.includes(b)),
});

/** Every row of every table has as many cells as its head. */
function expectTables(text: string): void {
  let cells = 0;
  for (const line of text.split('\n')) {
    const here = line.startsWith('|') ? line.replaceAll(/\\\\|\\\|/g, '').split('|').length : 0;
    if (here > 0 && cells > 0) expect([line, here]).toEqual([line, cells]);
    cells = here;
  }
}

test('the document, whole', () => {
  const evaluation = { ...only('popularity', 'transitions', 'tower', 'learner') };
  expect(resultsMarkdown([{ title: 'MovieLens 1M, visitors', note: 'Trained for 24 epochs.', evaluation }], '2 cores, Node 20.20')).toMatchInlineSnapshot(`
    "# Results

    Figures of \`tastekit evaluate\`, each with the command that makes it again. Only figures of one protocol on the same data may stand side by side.

    | Evaluation | Protocol | Best baseline, NDCG@10 | Tower | Learner | Tower − best baseline | Learner − best baseline | Learner − tower |
    | --- | --- | --- | ---: | ---: | --- | --- | --- |
    | MovieLens 1M, visitors | stream | transitions .1656 | .1794 | .1842 | +.0138 (+8.3 %), leads | +.0186 (+11.2 %), leads | +.0048 (+2.7 %), leads |

    ## How to read this

    - Protocol stream: whole users are held out, none of their events is in training. Their events are replayed in order; before each, the whole catalogue is ranked, seen items left out, and the rank of the item that comes is noted.

    Intervals are 95 % bootstrap intervals over users. Differences are paired: both arms faced the same predictions. An arm leads another where the interval of their difference lies above 0, trails where it lies below, and is tied with it else. Each interval stands for itself: of twenty true ties, about one looks like a lead or a trail.

    *Baselines* are methods to beat. What was tuned, ours and theirs, was tuned on validation users. The *tower* is the frozen model that ships; the *learner* is the same model, learning on the device. *Ablations* are everything else of ours. The best baseline is the one with the highest NDCG@10 in this very table. NDCG@10 is 1 / log2(rank + 1) of the item that came, 0 below rank 10; HR@10 says how often it was among the first ten.

    Machine: 2 cores, Node 20.20.

    ## MovieLens 1M, visitors

    Trained for 24 epochs.

    The model that learns on the device leads the best baseline, transitions, by 11.2 % in NDCG@10.

    - The model that learns on the device leads the best baseline, transitions: NDCG@10 .1842 against .1656, a difference of +.0186 (95 % interval .0148 to .0224; 8.9 to 13.5 %). For 2.2 % of users it is worse, each by an interval of their own.
    - The frozen model leads the best baseline, transitions: NDCG@10 .1794 against .1656, a difference of +.0138 (95 % interval .0102 to .0174; 6.2 to 10.5 %). For 3.1 % of users it is worse, each by an interval of their own.
    - The model that learns on the device leads the frozen model: NDCG@10 .1842 against .1794, a difference of +.0048 (95 % interval .0037 to .0059; 2.1 to 3.3 %). For 1.7 % of users it is worse, each by an interval of their own.

    Where a baseline beats us: after 1–4 events, popularity (.0698) leads tower (.0649). Above us in figures, not compared in pairs: after 1–4 events, popularity (.0698) exceeds learner (.0648).

    \`\`\`
    tastekit evaluate --interactions interactions.csv.gz --items items.csv.gz --order-by seq --protocol stream --seed 1 --report report.html
    \`\`\`

    Protocol stream, seed 1. 76,412 predictions for 600 test users; the data has 6,040 users, 3,706 items and 1,000,209 interactions.

    What was cut: ItemKNN was tuned on 200 of the 300 validation users. Histories were cut after 500 events (41 users have more).

    ### Arms

    | Arm | Kind | NDCG@10 | 95 % | HR@10 | 95 % | MRR | Validation NDCG@10 | Coverage | Novelty, bits | Diversity | Gini | Serendipity | ms an event | Settings |
    | --- | --- | ---: | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
    | learner | learner | .1842 | .1756 to .1928 | .3426 | .3288 to .3564 | .1584 | .1866 | 63.0 % | 9.85 | .6493 | .7967 | .0104 | 3.86 | rate 0.3, steps 4, replay 16 |
    | tower | tower | .1794 | .1710 to .1878 | .3337 | .3202 to .3472 | .1543 | .1817 | 61.0 % | 9.79 | .6471 | .8029 | .0098 | 0.41 | dim 64, blocks 2, window 64 |
    | transitions | baseline | .1656 | .1578 to .1734 | .3080 | .2954 to .3206 | .1424 | .1678 | 52.0 % | 9.51 | .6372 | .8308 | .0078 | 0.22 | last 10, decay 0.8, cosine true |
    | popularity | baseline | .0301 | .0277 to .0325 | .0560 | .0522 to .0598 | .0259 | .0305 | 3.0 % | 7.99 | .5833 | .9827 | .0001 | 0.020 | nothing to set |

    ### NDCG@10 by number of events before

    | Arm | 0 | 1–4 | 5–19 | 20–49 | 50–99 | 100–499 |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | learner | .0721 | .0648 | .1407 | .1796 | .1934 | .1911 |
    | tower | .0721 | .0649 | .1402 | .1781 | .1897 | .1846 |
    | transitions | .0712 | .0634 | .1321 | .1654 | .1738 | .1702 |
    | popularity | .0712 | .0698 | .0391 | .0344 | .0312 | .0266 |

    ### Paired differences in NDCG@10

    | Arms | Difference | 95 % | Relative | Verdict | Users worse off |
    | --- | ---: | --- | ---: | --- | ---: |
    | learner − transitions | +.0186 | .0148 to .0224 | +11.2 % | leads | 2.2 % |
    | tower − transitions | +.0138 | .0102 to .0174 | +8.3 % | leads | 3.1 % |
    | learner − tower | +.0048 | .0037 to .0059 | +2.7 % | leads | 1.7 % |
    | tower − popularity | +.1493 | .1469 to .1517 | +496.0 % | leads | 0.0 % |

    The same by number of events before:

    | Arms | 0 | 1–4 | 5–19 | 20–49 | 50–99 | 100–499 |
    | --- | --- | --- | --- | --- | --- | --- |
    | learner − transitions | +.0009 (−.0075 to .0093), tied | +.0014 (−.0058 to .0086), tied | +.0086 (.0037 to .0135), leads | +.0142 (.0100 to .0184), leads | +.0196 (.0150 to .0242), leads | +.0209 (.0148 to .0270), leads |
    | tower − transitions | +.0009 (−.0070 to .0088), tied | +.0015 (−.0053 to .0083), tied | +.0081 (.0034 to .0128), leads | +.0127 (.0087 to .0167), leads | +.0159 (.0116 to .0202), leads | +.0144 (.0086 to .0202), leads |
    | learner − tower | .0000 (−.0024 to .0024), tied | −.0001 (−.0022 to .0020), tied | +.0005 (−.0009 to .0019), tied | +.0015 (.0003 to .0027), leads | +.0037 (.0024 to .0050), leads | +.0065 (.0047 to .0083), leads |
    | tower − popularity | +.0009 (−.0044 to .0062), tied | −.0049 (−.0095 to −.0003), trails | +.1011 (.0980 to .1042), leads | +.1437 (.1411 to .1463), leads | +.1585 (.1556 to .1614), leads | +.1580 (.1542 to .1618), leads |

    ### Differences by user

    Of each user the mean difference over their own predictions: so many per cent of the users have at most the difference of a column. A user is better off where the 95 % bootstrap interval of that mean, over the user’s own predictions, lies above 0, worse off where it lies below, and the same else. Chance alone makes two to three users in a hundred better, and as many worse.

    | Arms | 5 % | 25 % | Median | 75 % | 95 % | Better | Same | Worse |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | learner − transitions | +.0037 | +.0132 | +.0185 | +.0239 | +.0331 | 11.0 % | 86.8 % | 2.2 % |
    | learner − tower | −.0101 | −.0006 | +.0047 | +.0101 | +.0193 | 11.0 % | 87.3 % | 1.7 % |
    "
  `);
});

test('the summary has a row for each evaluation, and each protocol is explained once', () => {
  const text = resultsMarkdown(
    [
      { title: 'A', evaluation: example },
      { title: 'B', evaluation: { ...only('tower', 'EASE'), protocol: 'full' } },
      { title: 'C', evaluation: { ...only('tower'), protocol: 'full', cuts: [] } },
    ],
    'm',
  );
  expectTables(text);
  expect(text).toContain('| B | full | EASE .0862 | .1794 | – | +.0932 (+108.1 %), leads | – | – |');
  expect(text).toContain('| C | full | – | .1794 | – | – | – | – |');
  expect(text.match(/- Protocol full/g)).toHaveLength(1);
  expect(text).not.toContain('Protocol ncf');
  expect(text).toContain('What was cut: nothing.');
});

test('strings from data show themselves', () => {
  const name = 'a|b `c` <script> *d*\n# e';
  const arms = [{ ...example.arms[0], name, settings: { 'x|y': '<b>' } }];
  const text = resultsMarkdown([{ title: '# T|', evaluation: { ...example, arms, paired: [], command: '```\nrm', cuts: ['<i>|'] } }], '<m>');
  expectTables(text);
  expect(text).toContain('| a\\|b \\`c\\` \\<script\\> \\*d\\* # e | baseline |');
  expect(text).toContain('## \\# T\\|');
  expect(text).toContain('````\n``` rm\n````');
  expect(text.replaceAll(/\\</g, '')).not.toMatch(/<(script|b|i|m)>/);
});

test('numbers that are none are dashes', () => {
  const arms = example.arms.map((arm) => ({ ...arm, ndcg10: NaN, validationNdcg10: null, byEvents: { ...arm.byEvents, '0': null } }));
  const text = resultsMarkdown([{ title: 'T', evaluation: { ...example, arms } }], 'm');
  expectTables(text);
  expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
});

test('no evaluations, no arms', () => {
  expectTables(resultsMarkdown([], 'm'));
  expect(resultsMarkdown([{ title: 'T', evaluation: only() }], 'm')).toContain('Nothing was measured.');
});

test('is the same again', () => {
  const list = [{ title: 'T', evaluation: example }];
  expect(resultsMarkdown(structuredClone(list), 'm')).toBe(resultsMarkdown(list, 'm'));
});
