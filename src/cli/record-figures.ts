/** Writes what an evaluation found into the bundle that it judged. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, MANIFEST_FILE, parseManifest } from '../bundle/manifest.ts';
import { stableJson } from '../bundle/strict-json.ts';
import { type ArmResult, type Evaluation } from '../evaluation/evaluation.ts';
import { replaceFile } from './replace-file.ts';

/** Into `evaluation.test` of bundle.json; the rest of the bundle stays as it is, byte by byte. @throws BundleError */
export async function recordFigures(dir: string, evaluation: Evaluation): Promise<void> {
  const file = join(dir, MANIFEST_FILE);
  const manifest = parseManifest(new Uint8Array(await readFile(file)));
  manifest.evaluation.test = testFigures(evaluation);
  const text = stableJson(manifest);
  parseManifest(new TextEncoder().encode(text));
  await replaceFile(file, text);
}

function testFigures({ protocol, seed, dataset, arms, cuts }: Evaluation): Manifest['evaluation']['test'] {
  const tower = arms.find(({ kind }) => kind === 'tower');
  const [best] = arms.filter(({ kind }) => kind === 'baseline').toSorted((a, b) => b.ndcg10 - a.ndcg10);
  if (!tower || !best) return null;
  return { protocol, seed, users: dataset.testUsers, predictions: dataset.predictions, ...qualityOf(tower), baseline: { name: best.name, ...qualityOf(best) }, ...(cuts.length > 0 ? { cuts } : {}) };
}

function qualityOf({ ndcg10, hr10 }: ArmResult): { ndcg10: number; hr10: number } {
  return { ndcg10, hr10 };
}
