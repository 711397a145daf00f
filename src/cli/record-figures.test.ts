import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { exampleParts } from '../bundle/example-parts.fixture.ts';
import { openBundle } from '../bundle/decode-bundle.ts';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { EXAMPLE_EVALUATION } from '../evaluation/report/example-evaluation.fixture.ts';
import { readBundleFolder, writeBundleFolder } from './bundle-folder.ts';
import { recordFigures } from './record-figures.ts';

const files = temporaryFiles(afterAll);

test('the tower’s figures and the best baseline’s go into the bundle, and nothing else changes', async () => {
  const dir = path.join(files.folder, 'films');
  const made = await encodeBundle({ ...exampleParts(), evaluation: { validation: null, test: null } });
  await writeBundleFolder(dir, made);
  await recordFigures(dir, EXAMPLE_EVALUATION);
  const { protocol, seed, dataset, arms, cuts } = EXAMPLE_EVALUATION;
  const quality = (name: string) => {
    const { ndcg10, hr10 } = arms.find((arm) => arm.name === name)!;
    return { ndcg10, hr10 };
  };
  const baselines = arms.filter(({ kind }) => kind === 'baseline');
  const best = baselines.find(({ ndcg10 }) => ndcg10 === Math.max(...baselines.map((arm) => arm.ndcg10)))!.name;
  const { manifest } = await openBundle({ read: await readBundleFolder(dir), text: 'eager' });
  expect(manifest.evaluation).toEqual({
    validation: null,
    test: { protocol, seed, users: dataset.testUsers, predictions: dataset.predictions, ...quality('tower'), baseline: { name: best, ...quality(best) }, cuts },
  });
  // Of a whole run there is nothing to say.
  await recordFigures(dir, { ...EXAMPLE_EVALUATION, cuts: [] });
  expect((await openBundle({ read: await readBundleFolder(dir), text: 'eager' })).manifest.evaluation.test).not.toHaveProperty('cuts');
  for (const [file, bytes] of made) if (file !== 'bundle.json') expect(new Uint8Array(readFileSync(path.join(dir, file)))).toEqual(bytes);
});
