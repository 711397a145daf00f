/**
 * The leave-one-out split of the NCF paper as its authors publish it, and a map back to the ids of the data:
 *
 *     <data>.test.rating[.gz]    user ⇥ item ⇥ rating ⇥ timestamp, numbers from 0
 *     <data>.test.negative[.gz]  (user,item) ⇥ 99 items, a line for each of the above, in the same order
 *     item_map.csv[.gz]          ncf_item,item: the item's id in the data
 *
 * NCF's user u is the user with the id u + 1.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fileError } from '../../catalog/open-bytes.ts';
import { AbortedError, DataError, OptionError } from '../../errors.ts';

export interface NcfHeldOut {
  /** Ids as in the data. */
  user: string;
  item: string;
  /** Each once, the held-out item not among them. */
  negatives: string[];
  /** In the file of negatives, from 1. */
  line: number;
}

export interface NcfFolder {
  /** Path of the file of negatives. */
  file: string;
  heldOut: NcfHeldOut[];
  /** Lines in which the held-out item was among the negatives. */
  duplicates: number;
}

/** @throws OptionError where the folder lacks a file; DataError naming file and line of what is not as it should be; AbortedError */
export async function readNcfFolder(folder: string, signal?: AbortSignal): Promise<NcfFolder> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new OptionError('ncf', `expected a folder with the files of the NCF paper, got ${folder}, which cannot be read; check the path`, { cause });
  });
  const read = (suffix: string) => readLines(oneOf(folder, names, suffix), signal);
  const [ratings, negatives, map] = [await read('.test.rating'), await read('.test.negative'), await read('item_map.csv')];
  const idOf = itemIds(map);
  if (ratings.lines.length !== negatives.lines.length) {
    throw new DataError({ file: negatives.file }, `expected a line for each of the ${ratings.lines.length} in ${path.basename(ratings.file)}, got ${negatives.lines.length}; fetch both files again`);
  }
  let duplicates = 0;
  const seen = new Set<number>();
  const heldOut = negatives.lines.map((text, i) => {
    const line = i + 1;
    const [user, item] = ratingOf(ratings, i);
    const { pair, others } = negativesOf(negatives, i);
    if (pair[0] !== user || pair[1] !== item) {
      throw new DataError({ file: negatives.file, line }, `expected (${user},${item}) as in ${path.basename(ratings.file)}, got ${text.split('\t')[0]}; fetch both files again`);
    }
    if (seen.has(user)) throw new DataError({ file: negatives.file, line }, `expected each user once, got user ${user} again; remove one`);
    seen.add(user);
    if (others.has(item)) duplicates++;
    others.delete(item);
    const id = (number: number) => idOf.get(number) ?? unmapped(negatives.file, line, number);
    return { user: String(user + 1), item: id(item), negatives: [...others].map(id), line };
  });
  return { file: negatives.file, heldOut, duplicates };
}

interface Lines {
  file: string;
  lines: string[];
}

function oneOf(folder: string, names: string[], suffix: string): string {
  const found = names.filter((name) => name.endsWith(suffix) || name.endsWith(`${suffix}.gz`));
  if (found.length !== 1) {
    throw new OptionError('ncf', `expected one file *${suffix} or *${suffix}.gz in ${folder}, got ${found.length}; give the folder of the NCF paper's files`);
  }
  return path.join(folder, found[0]);
}

async function readLines(file: string, signal: AbortSignal | undefined): Promise<Lines> {
  try {
    const bytes = await readFile(file, { signal });
    const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
    return { file, lines: text.replace(/\r?\n$/, '').split(/\r?\n/) };
  } catch (error) {
    throw signal?.aborted ? new AbortedError(undefined, { cause: error }) : fileError(file, error);
  }
}

function ratingOf({ file, lines }: Lines, at: number): [user: number, item: number] {
  const [, user, item] = /^(\d+)\t(\d+)(?:\t|$)/.exec(lines[at]) ?? malformed(file, at, 'user, item, rating and timestamp with tabs between', lines[at]);
  return [Number(user), Number(item)];
}

function negativesOf({ file, lines }: Lines, at: number): { pair: [user: number, item: number]; others: Set<number> } {
  const [, user, item, rest] =
    /^\((\d+),(\d+)\)((?:\t\d+)+)$/.exec(lines[at].trimEnd()) ?? malformed(file, at, '(user,item) and item numbers with tabs between', lines[at]);
  return { pair: [Number(user), Number(item)], others: new Set(rest.slice(1).split('\t').map(Number)) };
}

function itemIds({ file, lines }: Lines): Map<number, string> {
  if (lines[0] !== 'ncf_item,item') malformed(file, 0, 'the header ncf_item,item', lines[0]);
  const ids = new Map<number, string>();
  for (let at = 1; at < lines.length; at++) {
    const [, number, id] = /^(\d+),([^,"]+)$/.exec(lines[at]) ?? malformed(file, at, 'a number, a comma and an id', lines[at]);
    ids.set(Number(number), id);
  }
  return ids;
}

function malformed(file: string, at: number, expected: string, line: string): never {
  throw new DataError({ file, line: at + 1 }, `expected ${expected}, got ${JSON.stringify(line.slice(0, 60))}; fetch the file again`);
}

function unmapped(file: string, line: number, item: number): never {
  throw new DataError({ file, line }, `expected items that item_map.csv names, got ${item}; fetch both files again`);
}
