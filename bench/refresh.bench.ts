/**
 * What `tastekit refresh` makes of items that nobody trained on: 5 % of the movies are dropped from the bundle, then come
 * back by their content alone.
 * `npx vitest bench --run --project unit bench/refresh.bench.ts`
 *
 * Judged on users the bundle never learned from (protocol stream, seed 1, validation and test), on ml-latest-small (the
 * folder in TASTEKIT_DATA, or ../shared/data/ml-latest-small): every event on an item that came back, and every tenth on
 * another, ranked among all items not met before.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bench, describe } from 'vitest';
import { openBundle } from '../src/bundle/decode-bundle.ts';
import { encodeBundle } from '../src/bundle/encode-bundle.ts';
import { type Bundle } from '../src/bundle/bundle.ts';
import { readDataset } from '../src/catalog/read-dataset.ts';
import { readBundleFolder } from '../src/cli/bundle-folder.ts';
import { refreshedParts } from '../src/cli/refresh/refreshed-parts.ts';
import { ndcgOfRank } from '../src/evaluation/metrics/ndcg.ts';
import { streamSplit } from '../src/evaluation/protocols/stream.ts';
import { type EvaluatedEvent } from '../src/evaluation/recommender.ts';
import { bundleRows, sessionRecommender } from '../src/evaluation/session-recommender.ts';
import { walk } from '../src/evaluation/walk.ts';
import { type PredictionLog } from '../src/evaluation/prediction-log.ts';
import { createSimdScorer } from '../src/kernels/simd/simd-scorer.ts';
import { Sfc32 } from '../src/random.ts';
import { sessionModel } from '../src/session/session-model.ts';
import { type Item } from '../src/types.ts';

const SHARE = 0.05;
const SEED = 1;
/** Nats. */
const LIFTS = [1, 2, 3];

const data = process.env.TASTEKIT_DATA ?? fileURLToPath(new URL('../../shared/data/ml-latest-small', import.meta.url));
const movies = fileURLToPath(new URL('../public/bundles/movies', import.meta.url));
const missing = existsSync(data) ? '' : ' (skipped: set TASTEKIT_DATA to a folder with interactions.csv.gz and items.csv.gz)';

describe.skipIf(missing !== '')(`refresh${missing}`, () => {
  bench('5 % of the items by their content', measure, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
});

async function measure(): Promise<void> {
  const dataset = await readDataset({ interactions: `${data}/interactions.csv.gz`, items: `${data}/items.csv.gz` });
  const { items } = dataset;
  const split = streamSplit(dataset, SEED);
  const random = new Sfc32(SEED, 5);
  const isNew = Uint8Array.from(items, () => (random.uniform() < SHARE ? 1 : 0));
  // All events on them, and of the others a tenth.
  let others = 0;
  const asked = (item: number) => isNew[item] === 1 || others++ % 10 === 0;
  const cases = [...split.validation, ...split.test].map((each) => ({ ...each, predicted: each.predicted.filter((at) => asked(each.items[at])) }));
  const trained = await openBundle({ read: await readBundleFolder(movies) });
  const without = await refreshed(trained, items.filter((_, item) => isNew[item] === 0));
  const content = await refreshed(without, items);
  const blind = await refreshed(without, items.map((item, i) => (isNew[i] === 1 ? { ...item, genres: [], year: null } : item)));

  const holders = new Float64Array(items.length);
  const { histories, users } = split.train;
  for (const user of users) for (const item of new Set(histories.itemOf.subarray(histories.offsets[user], histories.offsets[user + 1]))) holders[item]++;
  const lifted: PredictionLog[] = [];
  for (const nats of LIFTS) lifted.push(await frozen(content, nats));
  const arms: Record<string, PredictionLog> = {
    'trained on them': await frozen(trained),
    'by content': await frozen(content),
    ...Object.fromEntries(lifted.map((log, i) => [`by content, lifted by ${LIFTS[i]}`, log])),
    'without their content': await frozen(blind),
    'popularity, which knows nothing of them': await counted((item) => (isNew[item] === 1 ? 0 : holders[item])),
    random: await counted(() => random.uniform()),
  };
  console.table(Object.fromEntries(Object.entries(arms).map(([name, log]) => [name, figures(log, (item) => isNew[item] === 1)])));
  console.table(Object.fromEntries(Object.entries(arms).map(([name, log]) => [name, figures(log, (item) => isNew[item] === 0)])));

  /** `nats` are added to those that came back, as `--lift` does, or `rules.boost`. */
  async function frozen(bundle: Bundle, nats = 0): Promise<PredictionLog> {
    const model = sessionModel(bundle);
    const scorer = await createSimdScorer(model.config, model.network, model, {});
    const recommender = sessionRecommender({ model, scorer, rows: bundleRows(items, bundle.items), learner: null });
    const start = () => {
      const visitor = recommender.start();
      const scores = async () => (await visitor.scores()).map((score, item) => score + nats * isNew[item]);
      return { observe: (event: EvaluatedEvent) => visitor.observe(event), scores };
    };
    const log = await walk({ start }, cases, { items: items.length });
    scorer.dispose();
    return log;
  }
  async function counted(score: (item: number) => number): Promise<PredictionLog> {
    const scores = Float32Array.from(items, (_, item) => score(item));
    return walk({ start: () => ({ observe: () => undefined, scores: () => scores }) }, cases, { items: items.length });
  }
}

async function refreshed(bundle: Bundle, items: readonly Item[]): Promise<Bundle> {
  const files = await encodeBundle(refreshedParts(bundle, items, 0).parts);
  return openBundle({ read: async (file) => files.get(file) as Uint8Array });
}

/** Of the predictions whose target is one of these. `above`: the mean share of the other items that it is ranked above. */
function figures({ target, rank, candidates }: PredictionLog, counts: (item: number) => boolean) {
  const rows = [...target.keys()].filter((row) => counts(target[row]));
  const mean = (of: (row: number) => number) => Number((rows.reduce((sum, row) => sum + of(row), 0) / rows.length).toFixed(4));
  return {
    predictions: rows.length,
    'NDCG@10': mean((row) => ndcgOfRank(rank[row], 10)),
    'HR@10': mean((row) => (rank[row] <= 10 ? 1 : 0)),
    'HR@100': mean((row) => (rank[row] <= 100 ? 1 : 0)),
    above: mean((row) => 1 - (rank[row] - 1) / (candidates[row] - 1)),
  };
}
