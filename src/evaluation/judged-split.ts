/** Whom an evaluation asks, and that no bundle it judges has learned from them. */
import { type Bundle } from '../bundle/bundle.ts';
import { parseSince } from '../catalog/split-since.ts';
import { OptionError } from '../errors.ts';
import { checkHeldOut, type JudgedBy } from './check-held-out.ts';
import { checkSplit } from './check-split.ts';
import { type EvaluateOptions } from './evaluate-options.ts';
import { heldOutDigest } from './held-out-digest.ts';
import { type ProtocolSplit } from './protocol-split.ts';
import { driftSplit } from './protocols/drift.ts';
import { fullSplit } from './protocols/full.ts';
import { ncfSplit } from './protocols/ncf.ts';
import { streamSplit } from './protocols/stream.ts';

export type JudgedSplitOptions = Pick<EvaluateOptions, 'dataset' | 'protocol' | 'seed' | 'ncf' | 'since' | 'bundle' | 'ablations'>;

export interface JudgedSplit {
  split: ProtocolSplit;
  judgedBy: JudgedBy;
}

/** @throws OptionError, DataError where data, options and bundles do not fit the protocol */
export async function judgedSplit(options: JudgedSplitOptions): Promise<JudgedSplit> {
  const { dataset, protocol, seed, ncf } = options;
  checkSince(options);
  const split = splitOf(options);
  checkSplit(split);
  const since = options.since === undefined ? undefined : parseSince(options.since, dataset);
  const judgedBy = { protocol, seed, ncf: ncf !== undefined, since, digest: await heldOutDigest(dataset, split.heldOut) };
  checkBundles(options, judgedBy);
  return { split, judgedBy };
}

function checkBundles({ bundle, ablations = {} }: JudgedSplitOptions, judgedBy: JudgedBy): void {
  const given: [string, Bundle][] = Object.entries(ablations).map(([name, each]) => [`ablation ${name}`, each]);
  if (bundle) given.unshift(['bundle', bundle]);
  for (const [option, { manifest }] of given) checkHeldOut(option, manifest.training.heldOut, judgedBy);
}

/** @throws OptionError where a date is missing, or one too many */
export function checkSince({ protocol, since }: Pick<JudgedSplitOptions, 'protocol' | 'since'>): void {
  if (protocol !== 'drift' && since !== undefined) throw new OptionError('since', 'belongs to protocol drift; take that, or leave it out');
  if (protocol === 'drift' && since === undefined) throw new OptionError('since', 'is needed by protocol drift: the day at which learning ends, like 2000-11-01, or a share of the events, like 80%');
}

function splitOf({ dataset, protocol, seed, ncf, since }: JudgedSplitOptions): ProtocolSplit {
  if (protocol === 'ncf') return ncfSplit(dataset, seed, ncf ?? null);
  if (protocol === 'full') return fullSplit(dataset, seed, ncf ?? null);
  if (ncf !== undefined) throw new OptionError('ncf', 'belongs to protocols ncf and full; the others hold out users of their own. Leave it out');
  if (protocol === 'drift' && since !== undefined) return driftSplit(dataset, seed, parseSince(since, dataset));
  return streamSplit(dataset, seed);
}
