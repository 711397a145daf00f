import { BundleError } from '../errors.ts';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Parses UTF-8 JSON, unless it is nested deeper than `maxDepth` levels. @throws {BundleError} naming `file`. */
export function parseJson(file: string, bytes: Uint8Array, maxDepth: number): unknown {
  checkDepth(file, bytes, maxDepth);
  return decode(file, bytes).value;
}

/**
 * Parses JSON that rules what else is read: besides being valid, no object repeats a field (`JSON.parse` would keep
 * the last silently), none carries a name that reaches an object's prototype, and nesting is at most `maxDepth`.
 * @throws {BundleError} naming `file`.
 */
export function parseStrictJson(file: string, bytes: Uint8Array, maxDepth: number): unknown {
  const { text, value } = decode(file, bytes);
  checkFields(file, text, maxDepth);
  return value;
}

/** JSON for people and for comparison: fields sorted by name, two spaces, a newline at the end. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(sortedFields(value), null, 2)}\n`;
}

function decode(file: string, bytes: Uint8Array): { text: string; value: unknown } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new BundleError(file, 'is not UTF-8 text', { cause });
  }
  try {
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    if (/^\s*</.test(text)) throw new BundleError(file, 'is an HTML page, not JSON: is the bundle at this address?', { cause });
    throw new BundleError(file, 'is not valid JSON', { cause });
  }
}

/** Before anything is parsed, since what is nested takes far more room than its bytes. Of what is no JSON it says nothing. */
function checkDepth(file: string, bytes: Uint8Array, maxDepth: number): void {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) inText = !inText;
    else if (inText) i += byte === BACKSLASH ? 1 : 0;
    else if (CLOSING.has(byte)) depth--;
    else if (OPENING.has(byte) && ++depth > maxDepth) throw new BundleError(file, `is nested deeper than ${maxDepth} levels`);
  }
}

/** Walks valid JSON text once. A set for each open object, null for each open array. */
function checkFields(file: string, text: string, maxDepth: number): void {
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{' || char === '[') {
      if (open.length === maxDepth) throw new BundleError(file, `is nested deeper than ${maxDepth} levels`);
      open.push(char === '{' ? new Set() : null);
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = stringEnd(text, i);
      const fields = open[open.length - 1];
      if (fields && isField(text, end)) {
        const name: string = JSON.parse(text.slice(i, end));
        if (FORBIDDEN.has(name)) throw new BundleError(file, `a field may not be named "${name}"`);
        if (fields.has(name)) throw new BundleError(file, `the field ${JSON.stringify(name)} stands twice in one object`);
        fields.add(name);
      }
      i = end - 1;
    }
  }
}

/** The index behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

/** In valid JSON, a string before a colon is a field's name. */
function isField(text: string, after: number): boolean {
  let i = after;
  while (/\s/.test(text[i])) i++;
  return text[i] === ':';
}

/** The same value, the fields of all its objects in the order of their names: equal values have equal texts. */
export function sortedFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedFields);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sortedFields(field)]));
}
