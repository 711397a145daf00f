/**
 * Protocol `full`: leave-last-one-out, ranking the whole catalogue. As He et al. (WWW 2017) hold out, but the item is
 * ranked among all items that the user has not met, not among a sample, since sampled metrics rank methods differently
 * (Krichene & Rendle, KDD 2020). With the files of the NCF paper the held-out item is theirs.
 */
import { type Dataset } from '../../catalog/dataset.ts';
import { type ProtocolSplit } from '../protocol-split.ts';
import { lastEvents, leaveOneOut } from './leave-one-out.ts';
import { ncfEvents } from './ncf-events.ts';
import { type NcfFolder } from './read-ncf-folder.ts';

/** @throws OptionError where nobody has events enough; DataError where the NCF files are of other data. */
export function fullSplit(dataset: Dataset, seed: number, ncf: NcfFolder | null): ProtocolSplit {
  const test = ncf === null ? lastEvents(dataset, seed) : ncfEvents(dataset, ncf).events;
  return leaveOneOut(dataset, seed, test, () => null);
}
