import { expect } from 'vitest';

/** Elements of HTML that have no end tag. */
const VOID = new Set(['meta', 'br', 'hr', 'img', 'link', 'input', 'col', 'wbr']);
const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /\s([a-zA-Z][a-zA-Z0-9:-]*)(?:="([^"]*)")?/g;
const LOOSE = /&(?!(amp|lt|gt|quot|#39);)|>/;

/**
 * Expects markup whose tags are balanced, whose attributes are quoted and named once, whose ids are unique and whose text
 * holds no loose `<`, `>` or `&`; and no coordinate that is no number. Returns the text between the tags, as it is written.
 */
export function expectWellFormed(markup: string): string {
  const open: string[] = [];
  const ids = new Set<string>();
  let seen = '';
  let at = markup.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0;
  while (at < markup.length) {
    const next = markup.indexOf('<', at);
    const text = markup.slice(at, next < 0 ? undefined : next);
    expect(LOOSE.exec(text)?.index ?? -1, `loose character in ${text}`).toBe(-1);
    seen += text;
    if (next < 0) break;

    TAG.lastIndex = next;
    const tag = TAG.exec(markup);
    if (!tag) throw new Error(`no tag: ${markup.slice(next, next + 80)}`);
    const [whole, end, name, attributes, alone] = tag;
    expectAttributes(attributes, ids);
    if (end) expect(open.pop(), `unbalanced: ${markup.slice(Math.max(0, next - 80), next + 20)}`).toBe(name);
    else if (!alone && !VOID.has(name)) open.push(name);
    at = name === 'style' && !end ? markup.indexOf('</style>', next) : next + whole.length;
  }
  expect(open, 'never closed').toEqual([]);
  for (const [, id] of markup.matchAll(/aria-(?:labelledby|describedby)="([^"]*)"/g)) expect(ids).toContain(id);
  return seen;
}

function expectAttributes(attributes: string, ids: Set<string>): void {
  if (attributes === '') return;
  const names = new Set<string>();
  for (const [, name, value = ''] of attributes.matchAll(ATTRIBUTE)) {
    if (names.has(name)) throw new Error(`${name} twice: ${attributes}`);
    names.add(name);
    if (LOOSE.test(value)) throw new Error(`loose character: ${attributes}`);
    if (name !== 'aria-label' && /NaN|Infinity|undefined|null|\de[-+]/.test(value)) throw new Error(`no number: ${attributes}`);
    if (name !== 'id') continue;
    if (ids.has(value)) throw new Error(`id ${value} twice`);
    ids.add(value);
  }
}
