/** A shop whose whole catalogue wants to be more than text: a bundle made of a CSV file, by the command line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTILE_TEXTS, HOSTILE_URLS, ODD_PATHS } from '../../src/widget/xss-corpus.fixture.ts';

const MOVIES = 'public/bundles/movies';
/** Of all items, so that the shelves have a button for it. */
export const HOSTILE_GENRE = `<img src=x onerror=window.pwned=1>"'&`;
/** Of the movies, so that something is known of what follows what. */
const KNOWN = ['1', '2', '3', '6', '10', '32'];

/** Writes items.csv and the bundle into `folder`; every field of every item is hostile, ids and a column's name too. */
export function makeHostileBundle(folder: string): void {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const urls = [...HOSTILE_URLS, ...ODD_PATHS];
  const row = (id: string, text: string, at: number) => [id, text, `${text.replaceAll('|', '/')}|${HOSTILE_GENRE}`, String(1950 + at), urls[at % urls.length], HOSTILE_URLS[at % HOSTILE_URLS.length], text].map(cell).join(',');
  const rows = [...KNOWN.map((id, at) => row(id, HOSTILE_TEXTS[at], at)), ...HOSTILE_TEXTS.map((text, at) => row(text, text, at))];
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'items.csv');
  writeFileSync(file, [`item,title,genres,year,url,image,${cell('<img src=x onerror=window.pwned=1>')}`, ...rows].join('\n'));
  execFileSync(process.execPath, ['scripts/tastekit.mjs', 'refresh', '--bundle', MOVIES, '--items', file, '--out', join(folder, 'bundle')], { stdio: 'pipe' });
}

/** How many items it has. */
export const HOSTILE_ITEMS = KNOWN.length + HOSTILE_TEXTS.length;
