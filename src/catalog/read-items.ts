import { DataError } from '../errors.ts';
import { type Item, ITEM_LIMITS } from '../types.ts';
import type { CsvHeader } from './csv-header.ts';
import { readCsvRows } from './csv-rows.ts';
import { quoteValue } from './quote-value.ts';
import { RowFaults, type SkippedRows } from './row-faults.ts';

export interface ReadItemsOptions {
  /** Leave bad rows out and count them, instead of throwing at the first one. Default: false. */
  skipBadRows?: boolean;
  signal?: AbortSignal;
  /** Called with the bytes read from disk so far. */
  onBytes?: (bytesRead: number) => void;
}

export interface Items {
  /** In the file's order. */
  items: Item[];
  /** Place in `items` of an id. */
  itemIndex: ReadonlyMap<string, number>;
  /** Rows of the file after the header, those left out included. */
  rows: number;
  skipped: SkippedRows;
}

/**
 * Reads `item,title[,genres][,year][,…]`: genres split by `|`, further named columns kept as strings in `Item.extra`.
 * @throws DataError, AbortedError
 */
export async function readItems(file: string, options: ReadItemsOptions = {}): Promise<Items> {
  const faults = new RowFaults(file, options.skipBadRows ?? false);
  const items: Item[] = [];
  const itemIndex = new Map<string, number>();
  const lines: number[] = [];

  const { signal, onBytes } = options;
  const rows = await readCsvRows({ faults, expected: '"item,title[,genres][,year]"', signal, onBytes }, (header) => {
    const parse = itemParser(header, faults);
    return (fields, line) => {
      const item = parse(fields, line);
      if (item === null) return;
      const first = itemIndex.get(item.id);
      if (first !== undefined) {
        return faults.report('duplicate item', line, 'item', () => {
          return `expected every item once, got ${quoteValue(item.id)} again (first in line ${lines[first]}); remove one`;
        });
      }
      itemIndex.set(item.id, items.length);
      items.push(item);
      lines.push(line);
    };
  });
  if (items.length === 0) throw new DataError({ file }, `expected items, got ${rows} bad rows and no good one; correct the rows`);
  return { items, itemIndex, rows, skipped: faults.skipped };
}

/** Returns a function that makes an item of one row, and gives `null` for a bad row, which it has reported. */
function itemParser(header: CsvHeader, faults: RowFaults) {
  const idAt = header.require('item');
  const titleAt = header.require('title');
  const genresAt = header.find('genres');
  const yearAt = header.find('year');
  const known = [idAt, titleAt, genresAt, yearAt];
  const extraAt = header.names.flatMap((name, at) => (name === '' || known.includes(at) ? [] : [at]));

  return (fields: string[], line: number): Item | null => {
    const id = fields[idAt];
    if (id.trim() === '') {
      faults.report('empty item', line, 'item', () => 'expected an id, got an empty field; fill it in');
      return null;
    }
    const title = fields[titleAt];
    if (title.trim() === '') {
      faults.report('empty title', line, 'title', () => 'expected a title, got an empty field; fill it in');
      return null;
    }
    const year = yearAt < 0 ? '' : fields[yearAt].trim();
    if (!/^(-?\d{1,6})?$/.test(year)) {
      faults.report('year not an integer', line, 'year', () => {
        return `expected a whole number or nothing, got ${quoteValue(year)}; correct it`;
      });
      return null;
    }
    const genres = genresAt < 0 ? [] : splitGenres(fields[genresAt]);
    const lengths: [field: string, came: number, most: number][] = [
      ['item', Buffer.byteLength(id), ITEM_LIMITS.id],
      ['title', title.length, ITEM_LIMITS.title],
      ['genres', Math.max(0, ...genres.map((genre) => genre.length)), ITEM_LIMITS.genre],
      ['genres', genres.length, ITEM_LIMITS.genres],
    ];
    const long = lengths.find(([, came, most]) => came > most);
    if (long) {
      const [field, came, most] = long;
      faults.report('text too long', line, field, () => `expected a length of at most ${most}, got ${came}; shorten it`);
      return null;
    }
    return {
      id,
      title,
      genres,
      year: year === '' ? null : Number(year),
      extra: Object.fromEntries(extraAt.filter((at) => fields[at] !== '').map((at) => [header.names[at], fields[at]])),
    };
  };
}

function splitGenres(text: string): string[] {
  const genres = text.split('|').map((genre) => genre.trim());
  return [...new Set(genres)].filter((genre) => genre !== '');
}
