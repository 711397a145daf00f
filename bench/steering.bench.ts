/**
 * What steering costs and does: accuracy, variety and novelty at each stop of the knob between familiar and explore, and
 * a genre's share of the list at each step of more or less of it.
 * `npx vitest bench --run --project unit bench/steering.bench.ts`
 *
 * The movies bundle and its validation users (protocol stream, seed 1), whom it never learned from; ml-latest-small (the
 * folder in TASTEKIT_DATA, or ../shared/data/ml-latest-small). Each list is made by the session as a page makes it, before
 * every fourth event of the user.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bench, describe } from 'vitest';
import { openBundle } from '../src/bundle/decode-bundle.ts';
import { readDataset } from '../src/catalog/read-dataset.ts';
import { readBundleFolder } from '../src/cli/bundle-folder.ts';
import { intraListDiversity } from '../src/evaluation/metrics/intra-list-diversity.ts';
import { ndcg } from '../src/evaluation/metrics/ndcg.ts';
import { novelty, selfInformation } from '../src/evaluation/metrics/novelty.ts';
import { eventAt } from '../src/evaluation/protocol-split.ts';
import { streamSplit } from '../src/evaluation/protocols/stream.ts';
import { bundleRows } from '../src/evaluation/session-recommender.ts';
import { createSimdScorer } from '../src/kernels/simd/simd-scorer.ts';
import { Session } from '../src/session/session.ts';
import { sessionModel } from '../src/session/session-model.ts';
import { applyRules } from '../src/session/steer/apply-rules.ts';
import { Cosines } from '../src/session/steer/cosines.ts';
import { ItemGroups } from '../src/session/steer/item-groups.ts';
import { steeredRank } from '../src/session/steer/steered-rank.ts';
import { type Steering } from '../src/types.ts';

const STOPS = [0, 0.25, 0.5, 0.75, 1];
const STEPS = [-2, -1, 0, 1, 2];
const GENRES = ['Drama', 'Action', 'Horror', 'Animation', 'Western', 'Documentary'];
/** Lists are made before every so many events. */
const EVERY = 4;
const LIMIT = 20;
const K = 10;

const data = process.env.TASTEKIT_DATA ?? fileURLToPath(new URL('../../shared/data/ml-latest-small', import.meta.url));
const movies = fileURLToPath(new URL('../public/bundles/movies', import.meta.url));
const missing = existsSync(data) ? '' : ' (skipped: set TASTEKIT_DATA to a folder with interactions.csv.gz and items.csv.gz)';

describe.skipIf(missing !== '')(`steering${missing}`, () => {
  bench('every stop and step', measure, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
});

async function measure(): Promise<void> {
  const dataset = await readDataset({ interactions: `${data}/interactions.csv.gz`, items: `${data}/items.csv.gz` });
  const { train, validation } = streamSplit(dataset, 1);
  const bundle = await openBundle({ read: await readBundleFolder(movies) });
  const model = sessionModel(bundle);
  const scorer = await createSimdScorer(model.config, model.network, model, {});
  const rows = bundleRows(dataset.items, bundle.items);
  const itemOf = new Int32Array(bundle.items.count).fill(-1);
  rows.forEach((row, item) => {
    if (row >= 0) itemOf[row] = item;
  });
  const holders = new Float64Array(dataset.items.length);
  const { offsets, itemOf: itemsOf } = train.histories;
  for (const user of train.users) for (const item of new Set(itemsOf.subarray(offsets[user], offsets[user + 1]))) holders[item]++;
  const information = selfInformation(holders, train.users.length);
  const groups = new ItemGroups(bundle.items);
  const context = { indexOf: (id: string) => bundle.items.ids.indexOf(id), groups };
  const rank = (session: Session, steering: Partial<Steering>) => steeredRank(session, { ...applyRules({}, { explore: 0, genres: {}, hidden: [], ...steering }, context), limit: LIMIT });

  const stops = new Table();
  const shares = new Table();
  for (const each of validation) {
    const session = new Session(model, scorer);
    const predicted = new Set(each.predicted);
    for (let at = 0; at < each.items.length; at++) {
      if (at % EVERY === 0 && predicted.has(at)) {
        for (const explore of STOPS) {
          const before = performance.now();
          const { items } = await rank(session, { explore });
          const ms = performance.now() - before;
          const list = Array.from(items, (row) => itemOf[row]);
          stops.add(`explore ${explore}`, {
            [`NDCG@${K}`]: ndcg(list, new Set([each.items[at]]), K),
            [`HR@${K}`]: list.slice(0, K).includes(each.items[at]) ? 1 : 0,
            [`distance of factors@${LIMIT}`]: distance(new Cosines(model.factors, model.config.dim, items), items),
            [`distance of content@${K}`]: intraListDiversity(list, train.features, K) ?? 0,
            [`novelty@${K}, bits`]: novelty(list, information, K) ?? 0,
            ms,
          });
        }
      }
      if ([0, 3, 10, 30, 100].includes(at)) {
        for (const genre of GENRES) {
          const having = new Set(groups.having(genre));
          for (const step of STEPS) {
            const { items } = await rank(session, { genres: step === 0 ? {} : { [genre]: step } });
            shares.add(genre, { [`step ${step}`]: items.filter((item) => having.has(item)).length / items.length });
          }
        }
      }
      const { item, type } = eventAt(each, at);
      if (rows[item] >= 0) session.observe([{ id: at + 1, item: rows[item], type }]);
    }
  }
  scorer.dispose();
  console.log(`${stops.count('explore 0', `HR@${K}`)} predictions for ${validation.length} users`);
  console.table(stops.means());
  console.table(shares.means());
}

/** Mean of 1 − cosine over all pairs. */
function distance(cosines: Cosines, items: Int32Array): number {
  let sum = 0;
  for (let i = 1; i < items.length; i++) for (let j = 0; j < i; j++) sum += 1 - cosines.row(items[i])[j];
  return sum / ((items.length * (items.length - 1)) / 2);
}

/** Means by row and column. */
class Table {
  private readonly sums = new Map<string, Map<string, { sum: number; count: number }>>();

  add(row: string, values: Record<string, number>): void {
    const columns = this.sums.get(row) ?? new Map<string, { sum: number; count: number }>();
    this.sums.set(row, columns);
    for (const [name, value] of Object.entries(values)) {
      const cell = columns.get(name) ?? { sum: 0, count: 0 };
      columns.set(name, { sum: cell.sum + value, count: cell.count + 1 });
    }
  }

  count(row: string, column: string): number {
    return this.sums.get(row)?.get(column)?.count ?? 0;
  }

  means(): Record<string, Record<string, number>> {
    const of = ([name, { sum, count }]: [string, { sum: number; count: number }]) => [name, Number((sum / count).toFixed(4))];
    return Object.fromEntries([...this.sums].map(([row, columns]) => [row, Object.fromEntries([...columns].map(of))]));
  }
}
