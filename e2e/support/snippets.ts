/** The code in the documents, as a reader would copy it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Snippet {
  /** `docs/guides/embed.md:12` */
  place: string;
  /** What stands behind the opening fence: html, js, tsx, css, sh, text, … */
  language: string;
  code: string;
}

/** The documents that a site's developer reads. */
export const GUIDES: readonly string[] = ['README.md', ...readdirSync('docs/guides').map((name) => join('docs/guides', name))];

export function snippetsOf(file: string): Snippet[] {
  const snippets: Snippet[] = [];
  let open: { place: string; language: string; lines: string[] } | null = null;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (!fence) open?.lines.push(line);
    else if (open) {
      snippets.push({ place: open.place, language: open.language, code: open.lines.join('\n') });
      open = null;
    } else open = { place: `${file}:${index + 1}`, language: fence[1], lines: [] };
  }
  if (open) throw new Error(`${open.place}: the block is not closed`);
  return snippets;
}
