/** A large catalogue made of the movies, and how a page is given it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, type Route } from '@playwright/test';

/** Where the page finds it. */
export const LARGE = '/bundles/large/';

/** The folder of a bundle of so many items; made unless it is there, from the movies as they are now. */
export function largeBundle(items: number): string {
  const movies = createHash('sha256').update(readFileSync('public/bundles/movies/bundle.json')).digest('hex').slice(0, 8);
  const folder = join('.cache/bundles', `movies-${movies}-${items}`);
  if (!existsSync(join(folder, 'bundle.json'))) {
    execFileSync(process.execPath, ['scripts/large-bundle.mjs', '--from', 'public/bundles/movies', '--items', String(items), '--out', folder], { stdio: 'ignore' });
  }
  return folder;
}

/** Answers the page's requests from the folder. `before`: for a file that is to be late, or damaged. */
export async function serveLarge(page: Page, folder: string, before: (file: string, route: Route, bytes: Buffer) => Promise<Buffer> = async (_, __, bytes) => bytes): Promise<string[]> {
  const asked: string[] = [];
  await page.route(({ pathname }) => pathname.startsWith(LARGE), async (route) => {
    const file = new URL(route.request().url()).pathname.slice(LARGE.length);
    asked.push(file);
    const body = await before(file, route, readFileSync(join(folder, file)));
    await route.fulfill({ body, contentType: file.endsWith('.json') ? 'application/json' : 'application/octet-stream' });
  });
  return asked;
}
