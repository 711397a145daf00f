/**
 * Who may know whom: cruises src/ with the rules of .dependency-cruiser.cjs, and the tree of planted violations in
 * fixtures/boundaries, where each file names in its first line the rule it breaks (`// planted: rule`), or `// allowed`.
 * A rule that catches nothing planted for it, or cries at what is allowed, fails as well: a cruise that silently
 * follows nothing would pass otherwise.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
/** @type {{ name: string, comment: string }[]} */
const rules = forbidden;

const faults = [...(await cruiseSources()), ...(await cruisePlanted())];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/**
 * Cruises the src/ folder of a tree.
 * @param {string} baseDir
 * @returns {Promise<import('dependency-cruiser').ICruiseResult>}
 */
async function cruiseTree(baseDir) {
  const { output } = await cruise(['src'], { ...options, ruleSet: { forbidden }, validate: true, baseDir });
  return /** @type {import('dependency-cruiser').ICruiseResult} */ (output);
}

async function cruiseSources() {
  const { modules, summary } = await cruiseTree(root);
  const followed = modules.filter(({ source }) => /^src\/.*[.]tsx?$/.test(source)).flatMap((m) => m.dependencies);
  if (followed.length === 0) return ['dependency-cruiser followed no import of any .ts file in src/'];
  console.log(`${modules.length} modules, ${followed.length} imports`);
  return summary.violations.map(({ from, to, rule, cycle }) => {
    const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to;
    return `${rule.name}: ${from} → ${path}\n    ${rules.find(({ name }) => name === rule.name)?.comment}`;
  });
}

async function cruisePlanted() {
  const tree = join(root, 'scripts/fixtures/boundaries');
  const { modules, summary } = await cruiseTree(tree);
  const faults = [];
  const planted = new Set();
  for (const { source } of modules.filter(({ source }) => source.startsWith('src/'))) {
    let expected = '';
    try {
      expected = /^\/\/ planted: (\S+)/.exec(readFileSync(join(tree, source), 'utf8'))?.[1] ?? '';
    } catch {
      continue; // the import that leads nowhere
    }
    planted.add(expected);
    const caught = new Set(summary.violations.filter(({ from }) => from === source).map(({ rule }) => rule.name));
    if (expected && !caught.has(expected)) faults.push(`the violation of ${expected} planted in ${source} went unseen`);
    caught.delete(expected);
    if (!expected && caught.size > 0) faults.push(`${[...caught].join(', ')} refused ${source}, which is allowed`);
  }
  const unproven = rules.filter(({ name }) => !planted.has(name));
  faults.push(...unproven.map(({ name }) => `no violation of ${name} is planted in scripts/fixtures/boundaries`));
  if (faults.length === 0) console.log(`${planted.size - 1} rules, each caught its planted violation`);
  return faults;
}
