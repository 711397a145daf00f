/**
 * Milliseconds an explanation takes, and its standard errors, for real visitors of the movies bundle, on one thread.
 * `npx vitest bench --run --project unit bench/explain.bench.ts`
 *
 * Ranks are by the SIMD scorer, as in a page on wasm. Needs ratings of MovieLens; where they lie: `TASTEKIT_DATA`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { gunzipSync } from 'node:zlib';
import { bench } from 'vitest';
import { type Bundle, openBundle } from '../src/bundle/decode-bundle.ts';
import { readBundleFolder } from '../src/cli/bundle-folder.ts';
import { PlainScorer } from '../src/kernels/plain-scorer.ts';
import { createSimdScorer } from '../src/kernels/simd/simd-scorer.ts';
import { simdSupport } from '../src/kernels/simd/simd-support.ts';
import { explain, type ExplainHost } from '../src/session/explain.ts';
import { type SessionEvent } from '../src/session/session-event.ts';
import { Session } from '../src/session/session.ts';
import { sessionModel } from '../src/session/session-model.ts';
import { type EventType } from '../src/types.ts';

const RATINGS = join(process.env.TASTEKIT_DATA ?? '.cache/data', 'ml-latest-small/interactions.csv.gz');
const LENGTHS = [5, 10, 11, 12, 30, 100, 250, 500];
const VISITORS = 6;
/** The place in the list that is explained. */
const PLACE = 2;

const rowScorer: ExplainHost['rowScorer'] = ({ config, network }, row) => new PlainScorer(config, network, row, { candidates: 0 });

if (simdSupport() !== 'relaxed') setFlagsFromString('--experimental-wasm-relaxed-simd');

bench('all lengths', measure, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });

async function measure(): Promise<void> {
  const bundle = await openBundle({ read: await readBundleFolder('public/bundles/movies'), text: 'auto' });
  const model = sessionModel(bundle);
  const scorer = await createSimdScorer(model.config, model.network, model);
  const histories = readHistories(bundle);
  const rows = [];
  for (const length of LENGTHS) {
    const times: number[] = [];
    let [largest, squares, events] = [0, 0, 0];
    for (const history of histories.filter((all) => all.length > length).slice(0, VISITORS)) {
      const session = new Session(model, scorer);
      session.observe(history.slice(0, length));
      const { items } = await session.rank({ limit: PLACE + 1 });
      for (let round = 0; round < 3; round++) {
        const before = performance.now();
        const host = { scores: session.scoresOf.bind(session), rowScorer, breathe: async () => undefined };
        const { contributions } = await explain(session.explaining(items[PLACE]), { ranks: 8 }, host);
        times.push(performance.now() - before);
        for (const { standardError } of contributions) {
          largest = Math.max(largest, standardError);
          squares += standardError ** 2;
          events++;
        }
      }
    }
    times.sort((a, b) => a - b);
    const ms = { best: times[0].toFixed(0), median: times[times.length >> 1].toFixed(0), worst: times[times.length - 1].toFixed(0) };
    rows.push({ events: length, ...ms, 'error (rms)': Math.sqrt(squares / events).toFixed(3), 'error (largest)': largest.toFixed(3) });
  }
  console.table(rows);
  scorer.dispose();
}

/** Each user's ratings in order of time, as events on items the bundle knows. */
function readHistories({ items }: Bundle): SessionEvent[][] {
  const byUser = new Map<string, { item: number; type: EventType; time: number }[]>();
  for (const line of gunzipSync(readFileSync(RATINGS)).toString().trim().split('\n').slice(1)) {
    const [user, id, rating, time] = line.split(',');
    const item = items.ids.indexOf(id);
    if (item === undefined) continue;
    if (!byUser.has(user)) byUser.set(user, []);
    byUser.get(user)?.push({ item, type: Number(rating) >= 4 ? 'like' : Number(rating) <= 2 ? 'dislike' : 'view', time: Number(time) });
  }
  return [...byUser.values()].map((events) => events.sort((a, b) => a.time - b.time).map(({ item, type }, id) => ({ id, item, type })));
}
