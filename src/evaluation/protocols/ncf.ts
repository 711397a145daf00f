/**
 * Protocol `ncf`: that of the NCF paper (He et al., WWW 2017, §4.1). Each user's last item is held out and ranked among 99
 * items the user never had: those of the paper's files, else drawn uniformly. Good for standing beside published figures;
 * for choosing between methods `full` is the better one (Krichene & Rendle, KDD 2020).
 */
import { type Dataset } from '../../catalog/dataset.ts';
import { Sfc32 } from '../../random.ts';
import { type ProtocolSplit } from '../protocol-split.ts';
import { lastEvents, leaveOneOut } from './leave-one-out.ts';
import { ncfEvents } from './ncf-events.ts';
import { type NcfFolder } from './read-ncf-folder.ts';

const NEGATIVES = 99;
/** Tells this use of the seed from others. */
const STREAM = 0x2e6a7;

/** @throws OptionError where nobody has events enough; DataError where the NCF files are of other data. */
export function ncfSplit(dataset: Dataset, seed: number, ncf: NcfFolder | null): ProtocolSplit {
  const drawn = (user: number, part: 'validation' | 'test') => drawNegatives(dataset, user, new Sfc32(seed, STREAM, part === 'test' ? 0 : 1, user));
  if (ncf === null) return leaveOneOut(dataset, seed, lastEvents(dataset, seed), drawn);
  const { events, negatives } = ncfEvents(dataset, ncf);
  const split = leaveOneOut(dataset, seed, events, (user, part) => (part === 'test' ? negatives[user] : drawn(user, part)));
  const dropped = ncf.duplicates === 0 ? [] : [`Held-out items that the file has among their own negatives, and that were left out there: ${ncf.duplicates}.`];
  return { ...split, notes: [...split.notes, ...dropped] };
}

/** 99 different items the user never had, fewer where there are fewer. */
function drawNegatives({ offsets, itemOf, items }: Dataset, user: number, random: Sfc32): Int32Array {
  const had = new Set(itemOf.subarray(offsets[user], offsets[user + 1]));
  const others = items.length - had.size;
  if (others <= NEGATIVES) return Int32Array.from(items.keys()).filter((item) => !had.has(item));
  const drawn = new Set<number>();
  while (drawn.size < NEGATIVES) {
    const item = random.below(items.length);
    if (!had.has(item)) drawn.add(item);
  }
  return Int32Array.from(drawn);
}
