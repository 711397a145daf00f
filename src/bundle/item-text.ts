/** The items' ids and texts as JSON files, one item a line. Ids are read by `decode-ids.ts`. */
import { BundleError } from '../errors.ts';
import { type Item, ITEM_LIMITS } from '../types.ts';
import { showValue } from './show-value.ts';
import { parseJson } from './strict-json.ts';

/** A list of the ids, in the order of the rows. */
export function encodeIds(items: readonly Item[]): Uint8Array {
  return encodeLines(items.map((item) => item.id));
}

/** A shard of texts: `{title, genres?, year?, extra?}` for each item; what is empty is left out. */
export function encodeTexts(items: readonly Item[]): Uint8Array {
  return encodeLines(
    items.map(({ title, genres, year, extra }) => {
      const filled = Object.entries(extra).filter(([, value]) => value !== '');
      filled.sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        title,
        ...(genres.length > 0 && { genres }),
        ...(year !== null && { year }),
        ...(filled.length > 0 && { extra: Object.fromEntries(filled) }),
      };
    }),
  );
}

/** The list, an item, its genres or extra columns. */
const TEXT_DEPTH = 3;

/**
 * @param ids Ids of the shard's items.
 * @param first Index of the first, for messages.
 * @throws {BundleError} unless the file holds a text for each.
 */
export function decodeTexts(file: string, bytes: Uint8Array, ids: readonly string[], first: number, extraFields: readonly string[]): Item[] {
  const known = new Set(extraFields);
  return parseList(file, bytes, ids.length, TEXT_DEPTH).map((entry, i) => {
    const fault = (reason: string) => new BundleError(file, `item ${first + i}: ${reason}`);
    if (!isObject(entry)) throw fault(`expected an object, came ${showValue(entry)}`);
    const { title, genres = [], year = null, extra = {}, ...rest } = entry;
    for (const field of Object.keys(rest)) throw fault(`unknown field ${JSON.stringify(field)}`);
    if (typeof title !== 'string') throw fault(`title: expected a text, came ${showValue(title)}`);
    if (!isStrings(genres)) throw fault('genres: expected a list of texts');
    if (year !== null && !isYear(year)) throw fault(`year: expected a whole number, came ${showValue(year)}`);
    if (!isObject(extra)) throw fault(`extra: expected an object, came ${showValue(extra)}`);
    const columns: Record<string, string> = {};
    for (const [field, value] of Object.entries(extra)) {
      if (!known.has(field)) throw fault(`extra: ${JSON.stringify(field)} is not one of the bundle's extraFields`);
      if (typeof value !== 'string') throw fault(`extra.${field}: expected a text, came ${showValue(value)}`);
      columns[field] = value;
    }
    const item = { id: ids[i], title, genres, year, extra: columns };
    checkLengths(item, fault);
    return item;
  });
}

/** @throws {BundleError} naming the item, the first being `first`, where a text is longer than a page can show. */
export function checkTexts(file: string, items: readonly Item[], first: number): void {
  items.forEach((item, i) => checkLengths(item, (reason) => new BundleError(file, `item ${first + i}: ${reason}`)));
}

function checkLengths({ title, genres, extra }: Item, fault: (reason: string) => BundleError): void {
  if (title.length > ITEM_LIMITS.title) throw fault(`title: expected at most ${ITEM_LIMITS.title} characters, came ${title.length}`);
  if (genres.length > ITEM_LIMITS.genres) throw fault(`genres: expected at most ${ITEM_LIMITS.genres}, came ${genres.length}`);
  const long = genres.find((genre) => genre.length > ITEM_LIMITS.genre);
  if (long !== undefined) throw fault(`genres: expected at most ${ITEM_LIMITS.genre} characters each, came ${long.length}`);
  for (const [field, value] of Object.entries(extra)) {
    if (value.length > ITEM_LIMITS.extra) throw fault(`extra.${field}: expected at most ${ITEM_LIMITS.extra} characters, came ${value.length}`);
  }
}

function encodeLines(entries: unknown[]): Uint8Array {
  return new TextEncoder().encode(`[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);
}

/** A JSON list of `count` entries, nested no deeper than `maxDepth` levels. @throws {BundleError} */
export function parseList(file: string, bytes: Uint8Array, count: number, maxDepth: number): unknown[] {
  const list = parseJson(file, bytes, maxDepth);
  if (!Array.isArray(list)) throw new BundleError(file, `expected a list, came ${showValue(list)}`);
  if (list.length !== count) throw new BundleError(file, `expected ${count} items, came ${list.length}`);
  return list;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isYear(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
