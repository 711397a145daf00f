/** For builds of a page: the licences of all that was bundled, in one file beside it instead of in each of its pieces. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*[/]node_modules[/](?:@[^/]+[/])?[^/]+)[/]/;
const COMMENT = /[/][*][^]*?[*][/]/g;
const LEGAL = /@license|@preserve|copyright/i;

/**
 * Two plugins of one build: `worker` sees what is bundled in workers, `page` the rest, and writes the file.
 * @param {string} fileName
 * @returns {{ page: import('vite').Plugin, worker: import('vite').Plugin }}
 */
export function thirdParty(fileName) {
  /** @type {Map<string, Set<string>>} */
  const textsByFolder = new Map();

  /** @param {import('vite').Rolldown.OutputBundle} bundle */
  const collect = (bundle) => {
    const ids = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
    for (const id of ids) {
      const [file, folder] = [id.replace(/[?].*$/, ''), PACKAGE.exec(id)?.[1]];
      if (!folder || !existsSync(file)) continue;
      const texts = textsByFolder.get(folder) ?? new Set(licenceFiles(folder));
      for (const [comment] of readFileSync(file, 'utf8').matchAll(COMMENT)) if (LEGAL.test(comment)) texts.add(comment);
      textsByFolder.set(folder, texts);
    }
  };
  return {
    worker: { name: 'tastekit-third-party-worker', generateBundle: (_, bundle) => collect(bundle) },
    page: {
      name: 'tastekit-third-party',
      generateBundle(_, bundle) {
        collect(bundle);
        const source = [...textsByFolder].map(([folder, texts]) => [heading(folder), ...texts].join('\n\n')).toSorted().join('\n\n\n');
        this.emitFile({ type: 'asset', fileName, source: `${source}\n` });
      },
    },
  };
}

/** @param {string} folder */
function heading(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const line = `${name} ${version} (${license})`;
  return `${line}\n${'='.repeat(line.length)}`;
}

/** @param {string} folder */
function licenceFiles(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)/i.test(name));
  return names.map((name) => readFileSync(join(folder, name), 'utf8').trim());
}
