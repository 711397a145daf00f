/** Trains the tower within an evaluation, and opens it as the bundle that a page would be given. */
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { type Bundle, openBundle } from '../bundle/decode-bundle.ts';
import { type Manifest } from '../bundle/manifest.ts';
import { type Dataset } from '../catalog/dataset.ts';
import { BundleError, OptionError } from '../errors.ts';
import { bundleParts, type DataCard, shippedQuality, trainingFacts } from '../training/bundle-parts.ts';
import { type Histories } from '../training/histories.ts';
import { type TrainOptions, trainOptions } from '../training/train-options.ts';
import { Trainer, type TrainProgress } from '../training/trainer.ts';
import { type TrainingData } from '../training/training-data.ts';
import { type Evaluation } from './evaluation.ts';
import { type Case, type ProtocolSplit } from './protocol-split.ts';

export interface TrainTowerOptions {
  dataset: Dataset;
  split: ProtocolSplit;
  /** What the split holds out, as the bundle's manifest has it (`heldOutFor`), and whether the NCF files name it. */
  heldOut: Manifest['training']['heldOut'];
  ncf: boolean;
  /** Besides the defaults of `tastekit train`. */
  train: Partial<TrainOptions>;
  /** Training ends with what it has after so many milliseconds. */
  limitMs: number;
  /** A clock, in milliseconds. Default: `performance.now`. */
  now?: () => number;
  signal?: AbortSignal;
  onProgress?: (progress: TrainProgress) => void;
}

export interface TrainedTower {
  bundle: Bundle;
  epochs: Evaluation['training'];
  /** What was shortened for want of time, one sentence each. */
  cuts: string[];
}

/** Where no user is held out whole, so many of the validation users are, for early stopping. The others are trained on. */
const STOPPING_USERS = 100;

/** Where the catalogue is large, epochs are compared on fewer predictions than is usual, so that at most so many items are scored. */
const VALIDATION_SCORES = 2e7;
const FEWEST_PREDICTIONS = 100;

/** TF.js must have started. @throws AbortedError, OptionError */
export async function trainTower(given: TrainTowerOptions): Promise<TrainedTower> {
  const { dataset, split, heldOut, ncf, train, limitMs, now = () => performance.now(), signal, onProgress } = given;
  const started = now();
  const usual = trainOptions(train);
  const affordable = Math.max(FEWEST_PREDICTIONS, Math.floor(VALIDATION_SCORES / dataset.items.length));
  const options = { ...usual, validationPredictions: Math.min(usual.validationPredictions, affordable) };
  const data = trainingData(dataset, split);
  if (data.trainUsers.length === 0) throw new OptionError('protocol', `needs users to train on besides those it validates by, and of ${dataset.users.length} there are none; bring more users`);
  const trainer = new Trainer(data, options);
  const cuts = await trainFor(trainer, options, () => now() - started, limitMs, signal, onProgress);
  const validation = await shippedQuality(trainer, signal);
  const facts = trainingFacts(trainer, options);
  const training = { ...facts, heldOut, options: { ...facts.options, ncf } };
  const files = await encodeBundle(bundleParts(trainer.trained(), dataset, training, CARD, validation));
  const read = (path: string) => {
    const bytes = files.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new BundleError(path, 'is missing'));
  };
  const epochs = trainer.position.results.map(({ epoch, loss, validation }) => ({ epoch, loss, validationNdcg10: validation?.ndcg10 ?? null }));
  return { bundle: await openBundle({ read, signal }), epochs, cuts };
}

const CARD: DataCard = { name: 'evaluated', dataName: 'as evaluated', licence: 'not stated', attribution: 'not stated', source: 'not stated' };

/** Steps by whose speed the schedule is laid out, and the room it leaves beside them and the validations. */
const TIMED_STEPS = 10;
const ROOM = 1.05;

/** Whole epochs as long as the next one fits; of a first one that does not, a part with a schedule of its own. */
async function trainFor(
  trainer: Trainer,
  options: TrainOptions,
  elapsed: () => number,
  limitMs: number,
  signal?: AbortSignal,
  onProgress?: (progress: TrainProgress) => void,
): Promise<string[]> {
  const began = elapsed();
  const cuts: string[] = [];
  for await (const progress of trainer.run(signal)) {
    onProgress?.(progress);
    if (progress.status === 'step' && elapsed() > limitMs) {
      if (trainer.position.bestEpoch >= 0) return [...cuts, shortened(trainer, `in epoch ${progress.epoch}`)];
      const cut = shortened(trainer, `after ${progress.step} of ${progress.steps} steps of its first epoch`);
      await trainer.endEpoch(signal);
      return [...cuts, cut];
    }
    if (progress.status === 'step' && progress.epoch === 1 && progress.step === Math.min(TIMED_STEPS, progress.steps)) {
      const stepsMs = ((elapsed() - began) / progress.step) * progress.steps * ROOM;
      const validationMs = await trainer.validationTime(elapsed, signal);
      // One more validation at the end, of the weights as shipped.
      const fitting = Math.max(0, limitMs - began - validationMs) / (stepsMs + validationMs);
      trainer.shorten(fitting < 1 ? fitting : Math.floor(fitting));
      if (fitting < 1) cuts.push(`Training the tower was laid out for ${Math.max(progress.step, Math.ceil(fitting * progress.steps))} of ${progress.steps} steps of its first epoch, for want of time.`);
      else if (Math.floor(fitting) < options.epochs) cuts.push(`Training the tower was laid out for ${Math.floor(fitting)} of ${options.epochs} epochs, for want of time.`);
    }
    const { epoch } = trainer.position;
    if (progress.status === 'epoch' && !trainer.finished() && elapsed() + 1000 * progress.seconds > limitMs) return [...cuts, shortened(trainer, `after epoch ${epoch}`)];
  }
  return cuts;
}

function shortened({ position }: Trainer, when: string): string {
  const best = position.bestEpoch >= 0 ? ` Epoch ${position.bestEpoch + 1} was its best.` : '';
  return `Training the tower was stopped ${when}, for want of time.${best}`;
}

/** Training users, and validation users whose cases stand in for their histories. */
function trainingData(dataset: Dataset, { train, validation, wholeUsers }: ProtocolSplit): TrainingData {
  const stopping = new Map(validation.slice(0, wholeUsers ? undefined : STOPPING_USERS).map((each) => [each.user, each]));
  return {
    histories: withCases(train.histories, stopping),
    features: train.features,
    items: dataset.items.length,
    ordered: train.ordered,
    trainUsers: train.users.filter((user) => !stopping.has(user)),
    validationUsers: Int32Array.from(stopping.keys()),
  };
}

function withCases(histories: Histories, cases: ReadonlyMap<number, Case>): Histories {
  const users = histories.offsets.length - 1;
  const own = (user: number) => ({ items: slice(histories.itemOf, histories, user), types: slice(histories.typeOf, histories, user) });
  const all = Array.from({ length: users }, (_, user) => cases.get(user) ?? own(user));
  const offsets = new Int32Array(users + 1);
  all.forEach(({ items }, user) => (offsets[user + 1] = offsets[user] + items.length));
  const merged: Histories = { offsets, itemOf: new Int32Array(offsets[users]), typeOf: new Uint8Array(offsets[users]) };
  all.forEach(({ items, types }, user) => {
    merged.itemOf.set(items, offsets[user]);
    merged.typeOf.set(types, offsets[user]);
  });
  return merged;
}

function slice<T extends Int32Array | Uint8Array>(values: T, { offsets }: Histories, user: number): T {
  return values.subarray(offsets[user], offsets[user + 1]) as T;
}
