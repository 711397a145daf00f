import { type ArmPlots, type ArmResult, EVENT_BINS, type Evaluation, type EventBin, type Interval, type PairedResult, USER_QUANTILES, type UserDifferences } from '../evaluation.ts';

/** A made-up evaluation with plausible figures: 600 visitors of MovieLens-like data, nine arms. */

const GENRES: [string, number, number][] = [
  ['Drama', 0.92, 24_310],
  ['Comedy', 1.02, 21_876],
  ['Action', 1.16, 17_002],
  ['Thriller', 1.05, 12_544],
  ['Sci-Fi', 1.22, 10_387],
  ['Romance', 0.9, 9611],
  ['Adventure', 1.13, 8876],
  ['Crime', 1, 5325],
  ['Horror', 1.08, 5104],
  ['Children’s', 1.3, 4805],
  ['War', 0.97, 4512],
  ['Animation', 1.41, 2866],
  ['Musical', 0.94, 2727],
  ['Mystery', 0.88, 2689],
  ['Fantasy', 1.06, 2402],
  ['Western', 0.8, 1372],
  ['Film-Noir', 1.12, 1210],
  ['Documentary', 0.41, 529],
];

interface Sketch {
  name: string;
  kind: ArmResult['kind'];
  settings?: ArmResult['settings'];
  /** NDCG@10 by bin, 0 events first, then over all predictions. */
  bins: number[];
  ndcg10: number;
  /** How much of the catalogue it shows, 0 … 1; the rest of what is shown follows from it. */
  breadth: number;
  ms: number;
}

const SKETCHES: Sketch[] = [
  { name: 'popularity', kind: 'baseline', bins: [0.0712, 0.0698, 0.0391, 0.0344, 0.0312, 0.0266], ndcg10: 0.0301, breadth: 0.03, ms: 0.02 },
  { name: 'popularity by genre', kind: 'baseline', settings: { decay: 0.9 }, bins: [0.0712, 0.0488, 0.0436, 0.0402, 0.0371, 0.0318], ndcg10: 0.0362, breadth: 0.12, ms: 0.05 },
  { name: 'ItemKNN', kind: 'baseline', settings: { neighbours: 100, shrink: 50 }, bins: [0.0712, 0.0507, 0.0689, 0.0781, 0.0846, 0.0791], ndcg10: 0.0784, breadth: 0.29, ms: 0.31 },
  { name: 'EASE', kind: 'baseline', settings: { lambda: 200 }, bins: [0.0712, 0.0541, 0.0744, 0.0868, 0.0921, 0.0874], ndcg10: 0.0862, breadth: 0.38, ms: 0.94 },
  { name: 'transitions', kind: 'baseline', settings: { last: 10, decay: 0.8, cosine: true }, bins: [0.0712, 0.0634, 0.1321, 0.1654, 0.1738, 0.1702], ndcg10: 0.1656, breadth: 0.52, ms: 0.22 },
  { name: 'tower', kind: 'tower', settings: { dim: 64, blocks: 2, window: 64 }, bins: [0.0721, 0.0649, 0.1402, 0.1781, 0.1897, 0.1846], ndcg10: 0.1794, breadth: 0.61, ms: 0.41 },
  { name: 'learner', kind: 'learner', settings: { rate: 0.3, steps: 4, replay: 16 }, bins: [0.0721, 0.0648, 0.1407, 0.1796, 0.1934, 0.1911], ndcg10: 0.1842, breadth: 0.63, ms: 3.86 },
  { name: 'tower without MLP', kind: 'ablation', settings: { mlp: false }, bins: [0.0719, 0.0622, 0.1361, 0.1722, 0.1825, 0.1779], ndcg10: 0.1731, breadth: 0.6, ms: 0.33 },
  { name: 'learner, vector only', kind: 'ablation', settings: { rate: 0.3, steps: 4, mixing: false }, bins: [0.0721, 0.0649, 0.1403, 0.1786, 0.1909, 0.1869], ndcg10: 0.181, breadth: 0.62, ms: 2.12 },
];

/** Pairs with the halves of their intervals, over all and by bin, and the share of users worse off. */
const PAIRS: [string, string, number, number][] = [
  ['learner', 'transitions', 0.0038, 0.022],
  ['tower', 'transitions', 0.0036, 0.031],
  ['learner', 'tower', 0.0011, 0.017],
  ['tower', 'EASE', 0.0049, 0.002],
  ['tower', 'popularity', 0.0024, 0],
  ['tower', 'tower without MLP', 0.0016, 0.012],
  ['learner', 'learner, vector only', 0.0033, 0.019],
];

export const EXAMPLE_EVALUATION: Evaluation = {
  protocol: 'stream',
  dataset: { users: 6040, items: 3706, interactions: 1_000_209, testUsers: 600, predictions: 76_412 },
  since: null,
  seed: 1,
  command: 'tastekit evaluate --interactions interactions.csv.gz --items items.csv.gz --order-by seq --protocol stream --seed 1 --report report.html',
  cuts: ['ItemKNN was tuned on 200 of the 300 validation users.', 'Histories were cut after 500 events (41 users have more).'],
  arms: SKETCHES.map(armOf),
  paired: PAIRS.map(([a, b, half, usersWorse]) => pairOf(sketchOf(a), sketchOf(b), half, usersWorse)),
  training: Array.from({ length: 24 }, (_, i) => ({
    epoch: i + 1,
    loss: round(5.1 + 2.6 * Math.exp(-i / 4.5), 4),
    validationNdcg10: i === 0 ? null : round(0.176 - 0.11 * Math.exp(-i / 3.8) - 0.00004 * Math.max(0, i - 17) ** 2, 4),
  })),
  plots: Object.fromEntries(SKETCHES.map((sketch) => [sketch.name, plotsOfSketch(sketch)])),
};

function armOf({ name, kind, settings = {}, bins, ndcg10, breadth, ms }: Sketch): ArmResult {
  const hr10 = round(ndcg10 * 1.86, 4);
  return {
    name,
    kind,
    settings,
    validationNdcg10: kind === 'ablation' ? null : round(ndcg10 * 1.013, 4),
    hr10,
    ndcg10,
    mrr: round(ndcg10 * 0.86, 4),
    ci95: { ndcg10: around(ndcg10, 0.0012 + ndcg10 * 0.04), hr10: around(hr10, 0.0018 + hr10 * 0.035) },
    byEvents: byBin((_, i) => bins[i]),
    coverage: breadth,
    novelty: round(7.9 + 3.1 * breadth, 2),
    diversity: round(0.58 + 0.11 * breadth, 4),
    gini: round(0.992 - 0.31 * breadth, 4),
    serendipity: round(ndcg10 * breadth * 0.09, 4),
    msPerEvent: ms,
  };
}

function pairOf(a: Sketch, b: Sketch, half: number, usersWorse: number): PairedResult {
  const difference = round(a.ndcg10 - b.ndcg10, 4);
  return {
    a: a.name,
    b: b.name,
    metric: 'ndcg10',
    difference,
    relative: difference / b.ndcg10,
    ci95: around(difference, half),
    byEvents: byBin((_, i) => {
      const there = round(a.bins[i] - b.bins[i], 4);
      return { difference: there, ci95: around(there, half * [2.2, 1.9, 1.3, 1.1, 1.2, 1.6][i]) };
    }),
    usersWorse,
    byUsers: a.ms > 2 || b.ms > 2 ? spreadOf(difference, usersWorse) : null,
  };
}

/** Around the difference, a little steeper at the ends. */
function spreadOf(difference: number, worse: number): UserDifferences {
  const sorted = Array.from({ length: 200 }, (_, i) => round(difference + 0.02 * (i / 199 - 0.5) + 0.3 * (i / 199 - 0.5) ** 5, 4));
  const quantiles = Object.fromEntries(USER_QUANTILES.map((quantile) => [quantile, sorted[Math.ceil(2 * Number(quantile)) - 1]])) as UserDifferences['quantiles'];
  return { users: 600, quantiles, better: 0.11, same: round(0.89 - worse, 4), worse, sorted };
}

function plotsOfSketch({ ndcg10, breadth }: Sketch): ArmPlots {
  const weights = Array.from({ length: 10 }, (_, decile) => Math.exp((decile - 9) * (1.9 - 1.5 * breadth)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    popularityDeciles: weights.map((weight) => weight / total),
    genres: GENRES.map(([genre, factor, predictions], i) => ({ genre, predictions, hr10: round(ndcg10 * 1.86 * (factor + 0.05 * Math.sin(i * 3 + breadth * 20)), 4) })),
    userNdcg10: Array.from({ length: 200 }, (_, i) => round(Math.min(1, ndcg10 * (0.06 + 1.5 * (i / 199) + 1.7 * (i / 199) ** 9)), 4)),
  };
}

function sketchOf(wanted: string): Sketch {
  const found = SKETCHES.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no arm ${wanted}`);
  return found;
}

function byBin<Value>(value: (bin: EventBin, i: number) => Value): Record<EventBin, Value> {
  return Object.fromEntries(EVENT_BINS.map(([bin], i) => [bin, value(bin, i)])) as Record<EventBin, Value>;
}

function around(middle: number, half: number): Interval {
  return [round(middle - half, 4), round(middle + half, 4)];
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
