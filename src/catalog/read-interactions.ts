import { DataError } from '../errors.ts';
import type { CsvHeader } from './csv-header.ts';
import { readCsvRows } from './csv-rows.ts';
import { EventColumns } from './event-columns.ts';
import { parseNumber } from './parse-number.ts';
import { quoteValue } from './quote-value.ts';
import { RowFaults, type RowFault, type SkippedRows } from './row-faults.ts';

export interface ReadInteractionsOptions {
  /** The items that may occur, and their indices. Default: any, numbered in the order of their first appearance. */
  itemIndex?: ReadonlyMap<string, number>;
  /** The file `itemIndex` came from, for messages. */
  itemsFile?: string;
  /** A numeric column that orders a user's events. Default: `timestamp`, where it is filled. */
  orderBy?: string;
  /** Leave bad rows out and count them, instead of throwing at the first one. Default: false. */
  skipBadRows?: boolean;
  signal?: AbortSignal;
  /** Called with the bytes read from disk so far. */
  onBytes?: (bytesRead: number) => void;
}

/** The rows of an interactions file, in the file's order, as columns of one length. */
export interface Interactions {
  /** Ids, in the order of their first appearance; `userOf` counts in it. */
  users: string[];
  /** Ids, in the order of `itemIndex` or of their first appearance; `itemOf` counts in it. */
  items: string[];
  userOf: Int32Array;
  itemOf: Int32Array;
  /** NaN where absent. */
  ratingOf: Float32Array;
  /** Unix seconds; all NaN where the file has no times. */
  timeOf: Float64Array;
  /** What orders a user's events, ascending; `null` where nothing does. */
  orderOf: Float64Array | null;
  /** Rows of the file after the header, those left out included. */
  rows: number;
  skipped: SkippedRows;
}

/** Seconds at which a time is taken for milliseconds: the year 5138, or 1973 in milliseconds. */
const MILLISECONDS_FROM = 1e11;

/**
 * Streams `user,item[,rating][,timestamp][,…]` into typed arrays; columns are found by name, in any order.
 * A repeated (user, item) is a repeated event. Peak memory is about that of the arrays and the ids.
 * @throws DataError, AbortedError
 */
export async function readInteractions(file: string, options: ReadInteractionsOptions = {}): Promise<Interactions> {
  const faults = new RowFaults(file, options.skipBadRows ?? false);
  const users = new Map<string, number>();
  const items = new Map<string, number>();
  const columns = new EventColumns();
  const known = options.itemIndex;

  const { signal, onBytes } = options;
  const rows = await readCsvRows({ faults, expected: '"user,item[,rating][,timestamp]"', signal, onBytes }, (header) => {
    const parse = rowParser(header, faults, options);
    return (fields, line) => {
      const row = parse(fields, line);
      if (row === null) return;
      const user = indexOf(users, row.user);
      const item = known?.get(row.item) ?? indexOf(items, row.item);
      columns.push({ user, item, rating: row.rating, time: row.time, place: row.place });
    };
  });

  if (columns.timed > 0 && columns.timed < columns.length) faults.count('timestamp missing', columns.dropUntimed());
  if (columns.length === 0) throw allBad(faults, rows);
  const { userOf, itemOf, ratingOf, timeOf, placeOf } = columns.arrays;
  return {
    users: [...users.keys()],
    items: [...(known ?? items).keys()],
    userOf,
    itemOf,
    ratingOf,
    timeOf,
    orderOf: options.orderBy !== undefined ? placeOf : columns.timed > 0 ? timeOf : null,
    rows,
    skipped: faults.skipped,
  };
}

interface ParsedRow {
  user: string;
  item: string;
  rating: number;
  time: number;
  place: number;
}

/** Returns a function that checks one row, and gives `null` for a bad one, which it has reported. */
function rowParser(header: CsvHeader, faults: RowFaults, { itemIndex, itemsFile, orderBy }: ReadInteractionsOptions) {
  const userAt = header.require('user');
  const itemAt = header.require('item');
  const ratingAt = header.find('rating');
  const timeAt = header.find('timestamp');
  const placeAt = orderBy === undefined ? -1 : header.require(orderBy);
  let first: { timed: boolean; line: number } | undefined;

  const bad = (fault: RowFault, line: number, field: string, reason: () => string): null => {
    faults.report(fault, line, field, reason);
    return null;
  };

  return (fields: string[], line: number): ParsedRow | null => {
    const user = fields[userAt];
    if (isBlank(user)) return bad('empty user', line, 'user', () => EMPTY_ID);

    const item = fields[itemAt];
    if (isBlank(item)) return bad('empty item', line, 'item', () => EMPTY_ID);
    if (itemIndex !== undefined && !itemIndex.has(item)) {
      return bad('unknown item', line, 'item', () => {
        return `expected an item of ${itemsFile ?? 'the items file'}, got ${quoteValue(item)}; add the item there`;
      });
    }

    const rating = ratingAt < 0 ? NaN : parseNumber(fields[ratingAt]);
    if (ratingAt >= 0 && Number.isNaN(rating) && !isBlank(fields[ratingAt])) {
      return bad('rating not a number', line, 'rating', () => notNumber('a number or nothing', fields[ratingAt]));
    }

    const time = timeAt < 0 ? NaN : parseNumber(fields[timeAt]);
    const timed = timeAt >= 0 && !isBlank(fields[timeAt]);
    if (timed && Number.isNaN(time)) {
      return bad('timestamp not a number', line, 'timestamp', () => notNumber('Unix seconds or nothing', fields[timeAt]));
    }
    if (Math.abs(time) >= MILLISECONDS_FROM) {
      return bad('timestamp in milliseconds', line, 'timestamp', () => {
        return `expected Unix seconds, got ${quoteValue(fields[timeAt])}, which looks like milliseconds; divide by 1000`;
      });
    }

    const place = placeAt < 0 ? NaN : parseNumber(fields[placeAt]);
    if (placeAt >= 0 && Number.isNaN(place)) {
      return bad('order not a number', line, header.names[placeAt], () => notNumber('a number to order by', fields[placeAt]));
    }

    first ??= { timed, line };
    // Where bad rows are skipped, the whole file decides which of the two kinds is the bad one.
    if (timed !== first.timed && !faults.skipBadRows) throw mixedTimes(faults.file, line, timed, first.line);
    return { user, item, rating, time, place };
  };
}

const EMPTY_ID = 'expected an id, got an empty field; fill it in';

function notNumber(expected: string, got: string): string {
  return `expected ${expected}, got ${quoteValue(got)}; correct it`;
}

function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
}

function indexOf(indices: Map<string, number>, id: string): number {
  const known = indices.get(id);
  if (known !== undefined) return known;
  indices.set(id, indices.size);
  return indices.size - 1;
}

function mixedTimes(file: string, line: number, timed: boolean, firstLine: number): DataError {
  const [here, there] = timed ? ['a filled', 'an empty'] : ['an empty', 'a filled'];
  return new DataError(
    { file, line, field: 'timestamp' },
    `expected a timestamp in every row or in none, got ${here} one here and ${there} one in line ${firstLine}; fill them all in, empty the column, or skip bad rows`,
  );
}

function allBad(faults: RowFaults, rows: number): DataError {
  const reasons = Object.entries(faults.skipped).map(([reason, count]) => `${count} × ${reason}`);
  return new DataError(
    { file: faults.file },
    `expected interactions, got ${rows} bad rows and no good one (${reasons.join(', ')}); correct the rows`,
  );
}
