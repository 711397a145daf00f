/** A page with nothing but the library, as a site would embed it; its recommender is `window.recommender`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { type Recommender } from '../../src/client/recommender.ts';

const PAGE = '/library/';
const BUILT = 'dist/package';
const TYPES: Record<string, string> = { js: 'text/javascript', wasm: 'application/wasm' };

declare global {
  interface Window {
    recommender: Recommender;
  }
}

/** Opens the page; again, as a reload would. Resolves when the recommender is settled. */
export async function openLibrary(page: Page, options: { bundle: string; backend: 'wasm' | 'webgpu' }): Promise<void> {
  await page.unrouteAll();
  await page.route(({ pathname }) => pathname.startsWith(PAGE), async (route) => {
    const file = new URL(route.request().url()).pathname.slice(PAGE.length);
    if (file === '') return route.fulfill({ body: '<!doctype html><title>A shop</title>', contentType: 'text/html' });
    return route.fulfill({ body: readFileSync(join(BUILT, file)), contentType: TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream' });
  });
  await page.goto(PAGE);
  await page.evaluate(async (given) => {
    const library = new URL('index.js', location.href).href;
    const { createRecommender } = (await import(library)) as typeof import('../../src/index.ts');
    window.recommender = createRecommender(given);
    await window.recommender.settled;
  }, options);
}
