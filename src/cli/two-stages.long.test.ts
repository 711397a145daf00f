/**
 * What two stages miss, for real visitors: the shipped movies, and a million jittered copies of them. Exact lists come
 * from the whole head over all items.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openBundle } from '../bundle/decode-bundle.ts';
import { readDataset } from '../catalog/read-dataset.ts';
import { splitUsers } from '../catalog/split-users.ts';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { candidatesFor, defaultCandidates } from '../kernels/retrieval.ts';
import { createSimdScorer } from '../kernels/simd/simd-scorer.ts';
import { Session } from '../session/session.ts';
import { type SessionEvent } from '../session/session-event.ts';
import { sessionModel } from '../session/session-model.ts';
import { EVENT_TYPES } from '../types.ts';
import { readBundleFolder } from './bundle-folder.ts';
import { largeBundle } from './large-bundle.ts';

const data = fileURLToPath(new URL('../../../shared/data/ml-latest-small/', import.meta.url));
const movies = fileURLToPath(new URL('../../public/bundles/movies', import.meta.url));
const absent = !existsSync(data);
const files = temporaryFiles(afterAll);
/** Events before the moments that are looked at. */
const MOMENTS = [0, 1, 3, 10, 30, 60];
/** Length of the lists that are compared. */
const LISTED = 50;
/** Of the movies, which ship with one stage, the fewest candidates that there can be; 4,096 were near half of them. */
const CASES = [
  [9_742, candidatesFor(1, LISTED, 9_742)],
  [1_000_000, defaultCandidates(1_000_000)],
];

it.skipIf(absent).each(CASES)(`two stages find what one finds, of %i items with %i candidates${absent ? ' (skipped: the folder shared/data is not beside the project)' : ''}`, async (items, candidates) => {
  const folder = items === 9_742 ? movies : path.join(files.folder, 'large');
  if (folder !== movies) await largeBundle({ from: movies, items, out: folder, seed: 1 });
  const bundle = await openBundle({ read: await readBundleFolder(folder), text: 'none' });
  const model = sessionModel(bundle);
  const dataset = await readDataset({ interactions: `${data}interactions.csv.gz`, items: `${data}items.csv.gz` });
  const { validation } = splitUsers(dataset.users, { seed: 1, validation: 0.05, test: 0 });
  const exact = await createSimdScorer(model.config, model.network, model, { candidates: 0 });
  const staged = await createSimdScorer(model.config, model.network, model, { candidates });
  let found = 0;
  let fewest = LISTED;
  let moments = 0;
  for (const user of validation) {
    const [from, to] = [dataset.offsets[user], dataset.offsets[user + 1]];
    for (const at of MOMENTS.filter((events) => events <= to - from)) {
      const events = Array.from({ length: at }, (_, i): SessionEvent => {
        const item = bundle.items.ids.indexOf(dataset.items[dataset.itemOf[from + i]].id) ?? -1;
        return { id: i + 1, item, type: EVENT_TYPES[dataset.typeOf[from + i]] };
      });
      const [all, some] = await Promise.all(
        [exact, staged].map((scorer) => {
          const session = new Session(model, scorer);
          session.observe(events);
          return session.rank({ limit: LISTED });
        }),
      );
      const inAll = new Set(all.items);
      const both = some.items.filter((item) => inAll.has(item)).length;
      found += both / LISTED;
      fewest = Math.min(fewest, both);
      moments++;
    }
  }
  console.log(`${items} items, ${candidates} candidates: recall@${LISTED} ${(found / moments).toFixed(4)} (at worst ${fewest} of ${LISTED}) at ${moments} moments of ${validation.length} held-out users`);
  expect(found / moments).toBeGreaterThanOrEqual(0.99);
});
