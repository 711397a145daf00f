const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/** A string as Markdown (GitHub's) that shows just that string, in a paragraph or in the cell of a table, on one line. */
export function markdownText(text: string): string {
  return text
    .replace(UNPRINTABLE, ' ')
    .trim()
    .replace(/[\\`*[\]<>|~$]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(/^[-+#=]/, '\\$&')
    .replace(/^(\d+)(?=[.)]\s)/, '$1\\');
}

/** A block of code, fenced by more backticks than it holds. */
export function markdownCode(code: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code.replace(UNPRINTABLE, ' ')}\n${fence}`;
}

/** A table; head and cells are Markdown already. Columns of numbers stand at the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const numeric = (column: number) => column > 0 && rows.every((cells) => /^[+−–.\d][^\p{L}]*$/u.test(cells[column]));
  return [line(head), line(head.map((_, i) => (numeric(i) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}
