import { type Manifest } from '../bundle/manifest.ts';
import { OptionError } from '../errors.ts';
import { type Protocol } from '../types.ts';
import { STREAM_SHARES } from './protocols/stream.ts';

type HeldOut = Manifest['training']['heldOut'];

/** Of a bundle's manifest. */
export interface TrainedOn {
  training: Pick<Manifest['training'], 'heldOut' | 'options'>;
  data: Pick<Manifest['data'], 'interactions'>;
}

export interface JudgedBy {
  protocol: Protocol;
  seed: number;
  /** Whether the held-out events are those of the NCF paper's files. */
  ncf: boolean;
  /** Of the data it is judged on. */
  interactions: number;
}

/** What a bundle must have held out of training to be judged so. */
export function heldOutFor(protocol: Protocol, seed: number): HeldOut {
  return protocol === 'stream' ? { kind: 'users', seed, ...STREAM_SHARES } : { kind: 'last', seed, validation: 0, test: 0 };
}

/**
 * Makes sure that a bundle was kept from what it is to be judged on. Returns what the reader has to know where it does not
 * say enough, one sentence each.
 * @param option by which it was given
 * @throws OptionError where it has learned from it, or may have.
 */
export function checkHeldOut(option: string, { training, data }: TrainedOn, { protocol, seed, ncf, interactions }: JudgedBy): string[] {
  const needed = heldOutFor(protocol, seed);
  if (!sameHeldOut(training.heldOut, needed)) {
    throw refusal(option, `was trained with held out: ${words(training.heldOut)}; protocol ${protocol} needs ${words(needed)}`, needed, ncf);
  }
  if (needed.kind === 'users') return [];
  // Whose last event is which follows from the data, and from whether the NCF files name it.
  if (data.interactions !== interactions) {
    throw refusal(option, `was trained on data of ${data.interactions} interactions, and these have ${interactions}: their last events may be others`, needed, ncf);
  }
  const byFiles = training.options.ncf;
  if (byFiles === undefined) return [`The bundle given as ${option} does not say whether the files of the NCF paper named its held-out events; if ${ncf ? 'not' : 'so'}, its figures are too good.`];
  if (byFiles !== ncf) {
    throw refusal(option, byFiles === true ? 'held out the events that the files of the NCF paper name; give them by --ncf' : 'did not hold out the events that the files of --ncf name', needed, ncf);
  }
  return [];
}

function sameHeldOut(given: HeldOut, needed: HeldOut): boolean {
  if (given.kind !== needed.kind || given.seed !== needed.seed) return false;
  return needed.kind !== 'users' || (given.test === needed.test && given.validation === needed.validation);
}

function words({ kind, seed, validation, test }: HeldOut): string {
  if (kind === 'none') return 'nothing for a test';
  if (kind === 'last') return `each user's last event by seed ${seed}`;
  return `${percent(test)} of the users for the test and ${percent(validation)} for validation by seed ${seed}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}

function refusal(option: string, fault: string, { kind, seed }: HeldOut, ncf: boolean): OptionError {
  const files = ncf ? ' --ncf <dir>' : '';
  return new OptionError(option, `${fault}. Train one that fits (train.py --hold-out ${kind} --seed ${seed}${files}, then tastekit import)${option === 'bundle' ? ', or leave --bundle out' : ''}`);
}
