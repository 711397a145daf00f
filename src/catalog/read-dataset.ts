import { DataError, OptionError } from '../errors.ts';
import { EVENT_TYPES, type Item } from '../types.ts';
import type { Dataset } from './dataset.ts';
import { filterRare } from './filter-rare.ts';
import { groupBy } from './group-by.ts';
import { sizeOf } from './open-bytes.ts';
import { checkThresholds, ratingThresholds, typeOfRating, type ThresholdOptions } from './rating-thresholds.ts';
import { readInteractions, type Interactions } from './read-interactions.ts';
import { readItems, type Items } from './read-items.ts';
import { readProgress, type ReadProgress } from './read-progress.ts';
import { shuffledPlaces } from './shuffled-places.ts';
import { sortGroups } from './sort-groups.ts';

export interface ReadDatasetOptions extends ThresholdOptions {
  /** Path of the interactions file: `user,item[,rating][,timestamp][,…]`, CSV, plain or gzip. */
  interactions: string;
  /** Path of the items file: `item,title[,genres][,year][,…]`. Default: none; an item's title is then its id. */
  items?: string;
  /** A numeric column of the interactions file that orders a user's events. Default: `timestamp`, where it is filled. */
  orderBy?: string;
  /** Users with fewer events are left out. Default: 2, the least from which a next event can be learned. */
  minUserEvents?: number;
  /** Items with fewer events lose them, but stay in the catalogue if the items file has them. Default: 1. */
  minItemEvents?: number;
  /** Leave bad rows out and count them, instead of throwing at the first one. Default: false. */
  skipBadRows?: boolean;
  signal?: AbortSignal;
  /** Called as the files are read; monotone, ends at the total. */
  onProgress?: (progress: ReadProgress) => void;
}

/** Every option, so that a misspelt one is noticed. */
const OPTIONS: Record<keyof ReadDatasetOptions, true> = {
  interactions: true,
  items: true,
  orderBy: true,
  likeAt: true,
  dislikeAt: true,
  minUserEvents: true,
  minItemEvents: true,
  skipBadRows: true,
  signal: true,
  onProgress: true,
};

/**
 * Reads an interactions file and, if given, its items file: validated, indexed, filtered, ordered within each user
 * (shuffled where the file has no order, and where its times are the same).
 * @throws DataError for a file or row that is not as it should be, OptionError, AbortedError
 */
export async function readDataset(options: ReadDatasetOptions): Promise<Dataset> {
  checkOptions(options);
  const { interactions, items, orderBy, skipBadRows, signal } = options;
  const sizes = [items === undefined ? 0 : await sizeOf(items), await sizeOf(interactions)];
  const progress = readProgress(sizes, options.onProgress);

  const itemsRead = items === undefined ? null : await readItems(items, { skipBadRows, signal, onBytes: progress.of(0) });
  const log = await readInteractions(interactions, {
    itemIndex: itemsRead?.itemIndex,
    itemsFile: items,
    orderBy,
    skipBadRows,
    signal,
    onBytes: progress.of(1),
  });
  progress.finish();
  return arrange(log, itemsRead, options);
}

/** Filters and groups what was read. */
function arrange(log: Interactions, itemsRead: Items | null, options: ReadDatasetOptions): Dataset {
  const thresholds = ratingThresholds(log.ratingOf, options);
  const { minUserEvents = 2, minItemEvents = 1 } = options;
  const { userOf, itemOf } = log;
  const users = log.users.length;
  const keep = filterRare({ userOf, itemOf, users, items: log.items.length, minUserEvents, minItemEvents });

  const groups = groupBy(userOf, users, keep);
  if (groups.rows.length === 0) throw nothingLeft(options.interactions, minUserEvents, minItemEvents);
  sortGroups(groups, shuffledPlaces(log.users, log.items, userOf, itemOf));
  if (log.orderOf !== null) sortGroups(groups, log.orderOf);
  const remaining = log.users.flatMap((_, user) => (groups.offsets[user + 1] > groups.offsets[user] ? [user] : []));

  const catalogue = itemsRead ?? itemsOfIds(log.items, itemOf, keep);
  const indexOf = Int32Array.from(log.items, (id) => catalogue.itemIndex.get(id) ?? -1);
  const { rows } = groups;
  return {
    items: catalogue.items,
    itemIndex: catalogue.itemIndex,
    users: remaining.map((user) => log.users[user]),
    offsets: Int32Array.from([...remaining.map((user) => groups.offsets[user]), rows.length]),
    itemOf: gather(rows, new Int32Array(rows.length), (row) => indexOf[itemOf[row]]),
    typeOf: gather(rows, new Uint8Array(rows.length), (row) => EVENT_TYPES.indexOf(typeOfRating(log.ratingOf[row], thresholds))),
    ratingOf: gather(rows, new Float32Array(rows.length), (row) => log.ratingOf[row]),
    timeOf: gather(rows, new Float64Array(rows.length), (row) => log.timeOf[row]),
    ordered: log.orderOf !== null,
    thresholds,
    report: {
      rows: log.rows,
      skipped: log.skipped,
      itemRows: itemsRead?.rows ?? 0,
      skippedItems: itemsRead?.skipped ?? {},
      droppedUsers: users - remaining.length,
      droppedItems: countDistinct(itemOf, log.items.length) - countDistinct(itemOf, log.items.length, keep),
      droppedEvents: userOf.length - rows.length,
    },
  };
}

function gather<T extends Int32Array | Uint8Array | Float32Array | Float64Array>(
  rows: Int32Array,
  into: T,
  valueOf: (row: number) => number,
): T {
  for (let i = 0; i < rows.length; i++) into[i] = valueOf(rows[i]);
  return into;
}

/** Without an items file an item is known by its events only, and goes with its last one. */
function itemsOfIds(ids: readonly string[], itemOf: Int32Array, keep: Uint8Array): Pick<Items, 'items' | 'itemIndex'> {
  const used = marks(itemOf, ids.length, keep);
  const items = ids.filter((_, item) => used[item] === 1).map(bareItem);
  return { items, itemIndex: new Map(items.map((item, index) => [item.id, index])) };
}

function bareItem(id: string): Item {
  return { id, title: id, genres: [], year: null, extra: {} };
}

function countDistinct(itemOf: Int32Array, items: number, keep?: Uint8Array): number {
  return marks(itemOf, items, keep).reduce((sum, mark) => sum + mark, 0);
}

/** `[items]`: 1 for those that a kept row names. */
function marks(itemOf: Int32Array, items: number, keep?: Uint8Array): Uint8Array {
  const marked = new Uint8Array(items);
  for (let row = 0; row < itemOf.length; row++) if (keep === undefined || keep[row] !== 0) marked[itemOf[row]] = 1;
  return marked;
}

function nothingLeft(file: string, minUserEvents: number, minItemEvents: number): DataError {
  return new DataError(
    { file },
    `expected users with at least ${minUserEvents} events (minUserEvents) on items with at least ${minItemEvents} (minItemEvents), got none; lower the minimum or add data`,
  );
}

function checkOptions(options: ReadDatasetOptions): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw new OptionError(name, `expected one of ${Object.keys(OPTIONS).join(', ')}; check the spelling`);
    }
  }
  for (const name of ['minUserEvents', 'minItemEvents'] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
      throw new OptionError(name, `expected a whole number of at least 0, got ${value}; 0 and 1 keep all`);
    }
  }
  checkThresholds(options);
}
