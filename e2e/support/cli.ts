/** The same session as the page's, in Node, through the command line. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HistoryFile } from '../../src/client/recommender.ts';

export interface CliItem {
  id: string;
  score: number;
}

/** The list after these events, oldest first, or of a saved copy. */
export function rankInNode(events: { item: string; type: string }[] | HistoryFile): CliItem[] {
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-e2e-'));
  try {
    const file = join(folder, 'events.json');
    writeFileSync(file, JSON.stringify(events));
    const args = ['scripts/tastekit.mjs', 'rank', '--bundle', 'public/bundles/movies', '--events', file, '--json'];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 });
    return (JSON.parse(output) as { items: CliItem[] }).items;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
