/** A shop's bundle: the movies with addresses, images and prices, made without training. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MOVIES = 'public/bundles/movies';
const ITEMS = 400;

interface Text {
  title: string;
  genres?: string[];
  year?: number;
}

/** Writes it into `folder`. Every third film has an image; one of them leads nowhere, and one has an address that is none. */
export function makeShopBundle(folder: string): void {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(MOVIES, path), 'utf8'));
  const { items } = read('bundle.json') as { items: { ids: string; text: { files: string[] } } };
  const ids = (read(items.ids) as string[]).slice(0, ITEMS);
  const texts = items.text.files.flatMap((file) => read(file) as Text[]);
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = ids.map((id, at) => {
    const { title, genres = [], year } = texts[at];
    const url = at === 3 ? 'javascript:document.title=1' : `film.html?id=${id}`;
    const image = at % 3 === 0 ? (at === 0 ? 'none.png' : 'poster.svg') : '';
    return [id, title, genres.join('|'), String(year ?? ''), url, image, (9 + (at % 20)).toFixed(2)].map(cell).join(',');
  });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'items.csv');
  writeFileSync(file, ['item,title,genres,year,url,image,price', ...rows].join('\n'));
  execFileSync(process.execPath, ['scripts/tastekit.mjs', 'refresh', '--bundle', MOVIES, '--items', file, '--out', join(folder, 'bundle')], { stdio: 'ignore' });
}
