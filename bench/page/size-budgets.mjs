import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Gzipped bytes of the library's parts beside their budgets (`.size-limit.mjs`), as `npx size-limit` tells them.
 * @param {string} root the repository's folder, with dist/package built
 * @returns {Promise<{ name: string, bytes: number, budget: number }[]>}
 */
export async function sizeBudgets(root) {
  // With a budget exceeded it ends with 1, its report complete.
  const told = await promisify(execFile)(process.execPath, [join(root, 'node_modules/size-limit/bin.js'), '--json'], { cwd: root }).catch((error) => error);
  if (!told.stdout) throw new Error(`size-limit told nothing: ${told.stderr || told.message}`);
  /** @type {{ name: string, size: number, sizeLimit: number }[]} */
  const parts = JSON.parse(told.stdout);
  return parts.map(({ name, size, sizeLimit }) => ({ name, bytes: size, budget: sizeLimit }));
}
