import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Static imports as the bundler writes them: `import{a}from"./b.js"`, `import"./b.js"`, `export*from"./b.js"`. */
const STATIC = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$\s{},*]+?from\s*)?["'](\.[^"']+)["']/g;

/**
 * A built module and all that it imports at once, directly or through others: what a page fetches before any of it runs.
 * @param {string} file
 * @returns {string[]} paths; none where the file is not built
 */
export function withStaticImports(file) {
  if (!existsSync(file)) return [];
  const found = [normalize(file)];
  for (const path of found) {
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(STATIC)) {
      const target = normalize(join(dirname(path), specifier));
      if (!found.includes(target)) found.push(target);
    }
  }
  return found;
}
