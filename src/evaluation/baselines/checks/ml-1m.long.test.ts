/** EASE and iALS against numpy and scipy, on a million real ratings; docs/BASELINES.md has what came out. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { contentFeatures } from '../../../catalog/content-features.ts';
import { readDataset } from '../../../catalog/read-dataset.ts';
import { splitUsers } from '../../../catalog/split-users.ts';
import { compareClosedForms, python, reason } from './compare-closed-forms.fixture.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/ml-1m/', import.meta.url));
const absent = !existsSync(folder);
const why = absent ? ' (skipped: the folder shared/data is not beside the project)' : reason;

it.skipIf(absent || python === undefined)(`the closed forms agree with scipy on ml-1m${why}`, async () => {
  const data = await readDataset({ interactions: `${folder}interactions.csv.gz`, items: `${folder}items.csv.gz`, orderBy: 'seq' });
  const { train: users, validation } = splitUsers(data.users, { seed: 1, validation: 0.05, test: 0.1 });
  const train = { items: data.items, features: contentFeatures(data.items), histories: data, users, ordered: data.ordered };
  const touched = new Set(Array.from(users, (user) => [...data.itemOf.subarray(data.offsets[user], data.offsets[user + 1])]).flat());
  const visitors = Array.from(validation.subarray(0, 50), (user) => [...data.itemOf.subarray(data.offsets[user], data.offsets[user + 1])]);
  const ials = { dim: 64, lambda: 0.003, alpha0: 0.3, iterations: 2 };
  const found = await compareClosedForms({ train, visitors: visitors.map((items) => items.filter((item) => touched.has(item))), rows: [...touched], lambda: 500, ials }, 1);
  console.log(`EASE ${JSON.stringify(found.ease)}; iALS ${JSON.stringify(found.ials)}`);
  expect(found.ease.difference).toBeLessThan(1e-6);
  expect(found.ials.difference).toBeLessThan(1e-4);
});
