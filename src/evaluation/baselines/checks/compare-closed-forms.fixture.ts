/** Runs closed-forms.py beside our EASE and iALS, and tells how far apart they are. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../../training/torch/find-python.ts';
import { type TrainingSet } from '../../training-set.ts';
import { ease } from '../ease.ts';
import { ials } from '../ials.ts';
import { initialFactors } from '../ials-factors.ts';

export const python = findPython('numpy, scipy');
export const reason = python === undefined ? ' (skipped: there is no python3 with numpy and scipy)' : '';

export interface Comparison {
  train: TrainingSet;
  /** Items of each visitor, from whom iALS scores are compared. */
  visitors: number[][];
  /** Items whose EASE weights are compared: what each says of all others. */
  rows: number[];
  lambda: number;
  ials: { dim: number; lambda: number; alpha0: number; iterations: number };
}

/** Largest absolute difference, beside the largest value there is. */
export interface Difference {
  difference: number;
  largest: number;
}

/** The weights of an item are the scores of a visitor who touched it alone. Items without training events are left out. */
export async function compareClosedForms(comparison: Comparison, seed: number): Promise<{ ease: Difference; ials: Difference }> {
  const { train, visitors, rows, lambda } = comparison;
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-closed-forms-'));
  try {
    const theirs = inPython(folder, comparison, seed);
    const easeFitted = await ease.fit(train, { lambda, last: 0 });
    const ialsFitted = await ials.fit(train, { ...comparison.ials, last: 0 }, { seed });
    const scores = async (fitted: typeof easeFitted, items: number[]) => {
      const visitor = fitted.start();
      for (const item of items) await visitor.observe({ item, type: 'view' });
      return (await visitor.scores()).slice();
    };
    const ours = { ease: [] as Float32Array[], ials: [] as Float32Array[] };
    for (const item of rows) ours.ease.push(await scores(easeFitted, [item]));
    for (const items of visitors) ours.ials.push(await scores(ialsFitted, items));
    return { ease: differenceOf(ours.ease, theirs.ease), ials: differenceOf(ours.ials, theirs.ials) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function inPython(folder: string, { train, ...rest }: Comparison, seed: number): { ease: Float64Array; ials: Float64Array } {
  const { offsets, itemOf } = train.histories;
  const histories = Array.from(train.users, (user) => [...itemOf.subarray(offsets[user], offsets[user + 1])]);
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...rest, histories, items: train.items.length }));
  writeFileSync(join(folder, 'factors.f64'), initialFactors(train.items.length, rest.ials.dim, seed));
  const script = fileURLToPath(new URL('./closed-forms.py', import.meta.url));
  const { status, stderr } = spawnSync(python ?? '', [script, join(folder, 'run.json')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`closed-forms.py failed: ${stderr}`);
  const read = (name: string) => new Float64Array(Uint8Array.from(readFileSync(join(folder, name))).buffer);
  return { ease: read('ease.f64'), ials: read('ials.f64') };
}

function differenceOf(ours: Float32Array[], theirs: Float64Array): Difference {
  const columns = theirs.length / ours.length;
  let difference = 0;
  let largest = 0;
  ours.forEach((row, r) => {
    if (row.length !== columns) throw new Error(`expected ${row.length} numbers a row, got ${columns}`);
    for (let i = 0; i < columns; i++) {
      const value = theirs[r * columns + i];
      // Math.max keeps a NaN of either side, which no tolerance lets pass.
      difference = Math.max(difference, Math.abs(row[i] - value));
      largest = Math.max(largest, Math.abs(value));
    }
  });
  return { difference, largest };
}
