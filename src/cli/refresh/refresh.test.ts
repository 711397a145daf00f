import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bundle, openBundle } from '../../bundle/decode-bundle.ts';
import { encodeBundle } from '../../bundle/encode-bundle.ts';
import { exampleParts } from '../../bundle/example-parts.fixture.ts';
import { dequantiseRow } from '../../bundle/quantise.ts';
import { readBundleFolder, writeBundleFolder } from '../bundle-folder.ts';
import { refreshCommand } from './refresh.ts';

const REAL = 20;
const DIM = 8;

let folder: string;
let real: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tastekit-refresh-'));
  await writeBundleFolder(path.join(folder, 'real'), await encodeBundle(exampleParts(REAL)));
  real = await openBundle({ read: await readBundleFolder(path.join(folder, 'real')) });
});
afterAll(() => rm(folder, { recursive: true }));

async function refreshed(name: string, lines: readonly string[], from = 'real', lift?: number) {
  const [items, out] = [path.join(folder, `${name}.csv`), path.join(folder, name)];
  await writeFile(items, `item,title,genres,year,price\n${lines.join('\n')}\n`);
  const said = await refreshCommand({ bundle: path.join(folder, from), items, out, lift });
  return { said, bundle: await openBundle({ read: await readBundleFolder(out) }) };
}

const ids = ({ items }: Bundle) => Array.from({ length: items.count }, (_, i) => items.ids.at(i));
const line = (id: string, title = `New title of ${id}`) => `${id},${title},Drama|War,1994,3.50`;
const rowOf = (bundle: Bundle, id: string) => [...dequantiseRow(bundle.items.factors, bundle.items.ids.indexOf(id) as number, new Float32Array(DIM))];

/** What follows an item, by ids. */
function after({ items }: Bundle, id: string): Record<string, number> {
  const row = items.ids.indexOf(id) as number;
  if (!items.memory) return {};
  const { offsets, codes, scales } = items.memory;
  const entries: Record<string, number> = {};
  for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) entries[items.ids.at(items.memory.items[entry])] = codes[entry] * scales[row];
  return entries;
}

it('drops what is gone, keeps rows and transitions of what is left, and renews texts', async () => {
  const all = ids(real);
  const kept = all.filter((_, i) => i % 4 !== 1);
  const { said, bundle } = await refreshed('fewer', kept.map((id) => line(id)));
  expect(said).toBe('15 items kept, 5 dropped, 0 new ones by their content');
  expect([...ids(bundle)].sort()).toEqual([...kept].sort());
  for (const id of kept) {
    const own = rowOf(real, id);
    rowOf(bundle, id).forEach((x, k) => expect(x).toBeCloseTo(own[k], 5));
    expect(bundle.items.text(bundle.items.ids.indexOf(id) as number)).toEqual({ id, title: `New title of ${id}`, genres: ['Drama', 'War'], year: 1994, extra: { price: '3.50' } });
    expect(after(bundle, id)).toEqual(Object.fromEntries(Object.entries(after(real, id)).filter(([other]) => kept.includes(other))));
  }
  expect(bundle.network).toEqual(real.network);
  const { manifest } = bundle;
  expect(manifest.name).toBe(real.manifest.name);
  expect(manifest.data).toMatchObject({ items: 15, licenceFile: 'LICENSE-example.txt' });
  expect(manifest.training.options).toMatchObject({ refreshedFrom: real.digest, itemsDropped: 5, itemsAdded: 0, newItemsLift: 2 });
  expect(manifest.training.heldOut).toEqual(real.manifest.training.heldOut);
  expect(manifest.evaluation).toEqual({ validation: null, test: null });
});

it('new items have numbers and transitions from those with their content, and the most popular come first', async () => {
  const lines = ids(real).map((id, i) => `${id},T,${i % 2 === 0 ? 'Drama' : 'War'},1994,`);
  const { said, bundle } = await refreshed('more', [...lines, 'n1,New,Drama,1994,', 'n2,Newer,War,1994,']);
  expect(said).toBe('20 items kept, 0 dropped, 2 new ones by their content');
  for (const follows of Object.values(after(bundle, 'n1'))) expect(follows).toBeGreaterThan(0);
  expect(Object.keys(after(bundle, 'n1')).length).toBeGreaterThan(3);
  for (const id of ids(real)) {
    const among = Object.entries(after(bundle, id)).filter(([other]) => !['n1', 'n2'].includes(other));
    expect(Object.fromEntries(among)).toEqual(after(real, id));
  }
  const unlifted = (await refreshed('unlifted', [...lines, 'n1,New,Drama,1994,', 'n2,Newer,War,1994,'], 'real', 0)).bundle;
  const biasOf = ({ items }: Bundle, id: string) => items.bias[items.ids.indexOf(id) as number];
  expect(biasOf(bundle, 'n1') - biasOf(unlifted, 'n1')).toBeCloseTo(2, 2);
  expect(biasOf(bundle, ids(real)[0])).toBe(biasOf(unlifted, ids(real)[0]));
  const { popularity } = bundle.items;
  for (let i = 1; i < popularity.length; i++) expect(popularity[i]).toBeLessThanOrEqual(popularity[i - 1]);
  const mean = (of: (i: number) => boolean, k: number) => {
    const rows = ids(real).filter((_, i) => of(i)).map((id) => rowOf(real, id)[k]);
    return rows.reduce((sum, x) => sum + x, 0) / rows.length;
  };
  // Between the mean of all and that of their own.
  for (let k = 0; k < DIM; k++) {
    const [all, dramas] = [mean(() => true, k), mean((i) => i % 2 === 0, k)];
    const x = rowOf(bundle, 'n1')[k];
    expect(x).toBeGreaterThan(Math.min(all, dramas) - 0.02);
    expect(x).toBeLessThan(Math.max(all, dramas) + 0.02);
  }
});

it('the same catalogue again changes no more than texts; the same input gives the same bytes', async () => {
  const lines = ids(real).map((id) => line(id));
  const { bundle } = await refreshed('same', lines);
  for (const id of ids(real)) rowOf(bundle, id).forEach((x, k) => expect(x).toBeCloseTo(rowOf(real, id)[k], 5));
  expect((await refreshed('again', lines)).bundle.digest).toBe(bundle.digest);
  expect((await refreshed('same', lines, 'same')).bundle.items.count).toBe(REAL);
});

it('refuses a lift that is none', async () => {
  await expect(refreshed('heavy', [line('x')], 'real', NaN)).rejects.toThrow('lift: expected nats from −100 to 100, got NaN');
});

it('refuses a catalogue of which the bundle knows nothing', async () => {
  await expect(refreshed('other', [line('x'), line('y')])).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: items: expected items that the bundle knows, and none of the 2 ids is one of its 20; give the catalogue that it was made for, as it is now]`);
});
