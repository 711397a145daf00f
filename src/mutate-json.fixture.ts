/** Seeded damage to JSON, for fuzzing: whatever reads files that others wrote has to refuse it, or do with what is left. */
import { type Sfc32 } from './random.ts';

/** JSON as it is written, so that it may hold what no value can: a field twice, `__proto__`, numbers beyond range. */
type Node = { fields: [name: string, value: Node][] } | { entries: Node[] } | { text: string };

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** What stands in a value's place. */
const ODD: readonly (() => string)[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '0.5', '1e999', '-1e999', '1e-320', '4294967296', '9007199254740993', '-9e15', '1e308'].map((text) => () => text),
  ...['"NaN"', '"Infinity"', '""', '" "', '"\\u0000"', '"\\ud800"', '"../x"', '"__proto__"', '"constructor"', '"toString"', '"<script>"'].map((text) => () => text),
  ...['[]', '{}', '[null]', '{"length":-1}', '{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'].map((text) => () => text),
  () => deep(100_000),
  () => JSON.stringify('x'.repeat(100_000)),
  () => `[${'0,'.repeat(100_000)}0]`,
  () => '9'.repeat(10_000),
];

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'unknown', '0'];

/** JSON text with one to three faults, each in any place: something deleted, doubled, renamed, retyped, huge, deep or polluting. */
export function mutateJson(text: string, random: Sfc32): string {
  const root = nodeOf(JSON.parse(text));
  const holder: Node = { entries: [root] };
  for (let fault = random.below(3); fault >= 0; fault--) damage(holder, random);
  return holder.entries.map(written).join('');
}

function damage(holder: Node, random: Sfc32): void {
  const places = placesIn(holder);
  if (places.length === 0) return;
  const place = places[random.below(places.length)];
  const other = places[random.below(places.length)];
  switch (random.below(8)) {
    case 0:
      return place.remove();
    case 1:
      return place.repeat();
    case 2:
      return place.rename(NAMES[random.below(NAMES.length)]);
    case 3:
      return place.set(copyOf(other.get()));
    case 4:
      return place.add(NAMES[random.below(NAMES.length)], { text: ODD[random.below(ODD.length)]() });
    case 5:
      return place.set(nudged(place.get(), random));
    default:
      return place.set({ text: ODD[random.below(ODD.length)]() });
  }
}

/** Near the value: what a check that is off by one lets pass. */
function nudged(node: Node, random: Sfc32): Node {
  if (!('text' in node)) return { text: 'fields' in node ? '[]' : '{}' };
  const value: unknown = JSON.parse(node.text);
  if (typeof value === 'number') return { text: String([value + 1, value - 1, -value, value * 2, value / 3, value * 1e6][random.below(6)]).replace('Infinity', '1e999') };
  if (typeof value === 'string') return { text: JSON.stringify([value.slice(1), `${value}x`, value.toUpperCase(), value + value][random.below(4)]) };
  return { text: '"true"' };
}

interface Place {
  get(): Node;
  set(node: Node): void;
  remove(): void;
  repeat(): void;
  rename(name: string): void;
  /** Into an object, if it is one. */
  add(name: string, node: Node): void;
}

/** Every value in the tree, in order. */
function placesIn(node: Node): Place[] {
  if ('text' in node) return [];
  const list: unknown[] = 'fields' in node ? node.fields : node.entries;
  return list.flatMap((_, at) => {
    const get = () => ('fields' in node ? node.fields[at][1] : node.entries[at]);
    const place: Place = {
      get,
      set: (value) => void ('fields' in node ? (node.fields[at][1] = value) : (node.entries[at] = value)),
      remove: () => void list.splice(at, 1),
      repeat: () => void list.splice(at, 0, list[at]),
      rename: (name) => void ('fields' in node && (node.fields[at] = [name, get()])),
      add: (name, value) => {
        const into = get();
        if ('fields' in into) into.fields.push([name, value]);
      },
    };
    return [place, ...placesIn(get())];
  });
}

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return { entries: value.map(nodeOf) };
  if (typeof value !== 'object' || value === null) return { text: JSON.stringify(value) };
  return { fields: Object.entries(value).map(([name, field]) => [name, nodeOf(field)]) };
}

function copyOf(node: Node): Node {
  if ('text' in node) return node;
  if ('entries' in node) return { entries: node.entries.map(copyOf) };
  return { fields: node.fields.map(([name, field]) => [name, copyOf(field)]) };
}

function written(node: Node): string {
  if ('text' in node) return node.text;
  if ('entries' in node) return `[${node.entries.map(written).join(',')}]`;
  return `{${node.fields.map(([name, field]) => `${JSON.stringify(name)}:${written(field)}`).join(',')}}`;
}
