import { type Tree } from './tree.ts';

const VOID = new Set(['img', 'link', 'input', 'br', 'hr', 'meta', 'source']);
const NAME = /^[a-z][a-z0-9:-]*$/i;
/** Elements whose text a parser does not decode: an escape would stay one, and an end tag would end them. */
const RAW = new Set(['style', 'script']);

/** A tree as HTML. Texts and attribute values are escaped; names that are none are refused. */
export function treeHtml(tree: Tree | string): string {
  if (typeof tree === 'string') return escapeHtml(tree);
  const { tag, attributes, children } = tree;
  const start = `<${name(tag)}${attributesHtml(attributes)}>`;
  if (VOID.has(tag)) return start;
  const inside = RAW.has(tag) ? children.map((text) => rawText(text)).join('') : children.map(treeHtml).join('');
  return `${start}${inside}</${tag}>`;
}

export function attributesHtml(attributes: Tree['attributes']): string {
  return Object.entries(attributes)
    .map(([key, value]) => (value === true ? ` ${name(key)}` : ` ${name(key)}="${escapeHtml(value)}"`))
    .join('');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]);
}

function rawText(text: Tree | string): string {
  if (typeof text !== 'string') throw new TypeError('a style element holds text alone');
  return text.replace(/<\/|<!--/g, (end) => `<\\${end.slice(1)}`);
}

function name(text: string): string {
  if (!NAME.test(text)) throw new TypeError(`${JSON.stringify(text)} is no name of an element or attribute`);
  return text;
}
