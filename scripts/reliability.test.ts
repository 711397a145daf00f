import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROW = /^\|.*\| `([^`]+)` › (.+) \|$/;

it('every promise of docs/RELIABILITY.md names a test that there is', () => {
  const rows = readFileSync('docs/RELIABILITY.md', 'utf8').split('\n').filter((line) => line.startsWith('|') && line.includes('`'));
  expect(rows.length).toBeGreaterThan(40);
  const broken = rows.filter((row) => {
    const [, file, title] = ROW.exec(row) ?? [];
    return !file || !existsSync(file) || !readFileSync(file, 'utf8').includes(title);
  });
  expect(broken).toEqual([]);
});
