import { type Manifest } from '../bundle/manifest.ts';
import { sinceWords } from '../catalog/split-since.ts';
import { OptionError } from '../errors.ts';
import { type Protocol } from '../types.ts';
import { STREAM_SHARES } from './protocols/stream.ts';

type HeldOut = Manifest['training']['heldOut'];

export interface JudgedBy {
  protocol: Protocol;
  seed: number;
  /** Whether the held-out events are those of the NCF paper's files. */
  ncf: boolean;
  /** Unix seconds from which on nothing was learned: of protocol drift. */
  since?: number;
  /** Of the events that are predicted: `held-out-digest.ts`. */
  digest: string;
}

/** What a bundle must have held out of training to be judged so. */
export function heldOutFor({ protocol, seed, since, digest }: Omit<JudgedBy, 'ncf'>): HeldOut {
  if (protocol === 'drift') return { kind: 'after', seed, validation: STREAM_SHARES.validation, test: 0, since, digest };
  return protocol === 'stream' ? { kind: 'users', seed, ...STREAM_SHARES, digest } : { kind: 'last', seed, validation: 0, test: 0, digest };
}

/**
 * Makes sure that a bundle was kept from what it is to be judged on.
 * @param option by which it was given
 * @throws OptionError where it has learned from it, or may have.
 */
export function checkHeldOut(option: string, heldOut: HeldOut, judgedBy: JudgedBy): void {
  const { protocol, seed, ncf, since } = judgedBy;
  const needed = heldOutFor(judgedBy);
  const fault = (text: string) => {
    const files = `${ncf ? ' --ncf <dir>' : ''}${since === undefined ? '' : ` --since ${since}`}`;
    const otherwise = option === 'bundle' ? ', or leave --bundle out' : '';
    return new OptionError(option, `${text}. Train one that fits (train.py --hold-out ${needed.kind} --seed ${seed}${files}, then tastekit import)${otherwise}`);
  };
  if (!sameShares(heldOut, needed)) throw fault(`was trained with held out: ${words(heldOut)}; protocol ${protocol} needs ${words(needed)}`);
  if (heldOut.digest === undefined) throw fault('does not say which events it held out, so it may have learned from those of this test: it was made by an earlier version');
  if (heldOut.digest !== needed.digest) {
    throw fault('held out other events than this test predicts, so it may have learned from them: give the interactions it was trained on, with the same --order-by and --ncf, and no other least number of events');
  }
}

function sameShares(given: HeldOut, needed: HeldOut): boolean {
  if (given.kind !== needed.kind || given.seed !== needed.seed || given.since !== needed.since) return false;
  if (needed.kind === 'after') return given.validation === needed.validation;
  return needed.kind !== 'users' || (given.test === needed.test && given.validation === needed.validation);
}

function words({ kind, seed, validation, test, since = 0 }: HeldOut): string {
  if (kind === 'none') return 'nothing for a test';
  if (kind === 'after') return `what came from ${sinceWords(since)} on for the test and ${percent(validation)} of the users for validation by seed ${seed}`;
  if (kind === 'last') return `each user's last event by seed ${seed}`;
  return `${percent(test)} of the users for the test and ${percent(validation)} for validation by seed ${seed}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}
