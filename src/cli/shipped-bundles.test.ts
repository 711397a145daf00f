/** What the demo ships with: every bundle opens, and carries its licence and what it is worth. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../bundle/decode-bundle.ts';
import { readBundleFolder } from './bundle-folder.ts';

const SHIPPED = 'public/bundles';

describe.each(readdirSync(SHIPPED))('the %s bundle', (name) => {
  const folder = path.join(SHIPPED, name);

  it('opens whole, every file as its hash says', async () => {
    const { manifest, items } = await openBundle({ read: await readBundleFolder(folder), text: 'eager' });
    expect(manifest.name).toBe(name);
    expect(items.count).toBe(manifest.items.count);
  });

  it('has its licence beside it, and says whom the data are from', async () => {
    const { manifest } = await openBundle({ read: await readBundleFolder(folder) });
    const { licence, attribution, source, licenceFile } = manifest.data;
    expect([licence, attribution, source].every((words) => words.length > 5)).toBe(true);
    expect(existsSync(path.join(folder, licenceFile ?? 'none is named'))).toBe(true);
  });

  it('was judged on users held out of its training, beside the best baseline', async () => {
    const { training, evaluation } = (await openBundle({ read: await readBundleFolder(folder) })).manifest;
    expect(training.heldOut).toMatchObject({ kind: 'users', test: 0.1, digest: expect.any(String) });
    expect(evaluation.test?.users).toBeGreaterThan(50);
    expect(evaluation.test?.ndcg10).toBeGreaterThan(0);
    expect(evaluation.test?.baseline.ndcg10).toBeGreaterThan(0);
  });
});
