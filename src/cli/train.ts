/** `tastekit train`: a ratings file goes in, a bundle comes out. */
import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { type Manifest } from '../bundle/manifest.ts';
import { contentFeatures } from '../catalog/content-features.ts';
import { type Dataset } from '../catalog/dataset.ts';
import { readDataset, type ReadDatasetOptions } from '../catalog/read-dataset.ts';
import { parseSince, sinceWords, splitSince } from '../catalog/split-since.ts';
import { splitUsers } from '../catalog/split-users.ts';
import { AbortedError, BundleError, DataError, OptionError, messageOf } from '../errors.ts';
import { heldOutDigest } from '../evaluation/held-out-digest.ts';
import { keepEvents } from '../evaluation/keep-events.ts';
import { bundleParts, shippedQuality, trainingFacts } from '../training/bundle-parts.ts';
import { loadCheckpoint, removeCheckpoint, runFingerprint, saveCheckpoint } from '../training/checkpoint.ts';
import { type StartedTfjs, startTfjs } from '../training/tfjs-node.ts';
import { type TrainOptions, trainOptions } from '../training/train-options.ts';
import { Trainer } from '../training/trainer.ts';
import { type TrainingData } from '../training/training-data.ts';
import { type ValidationResult } from '../training/validate.ts';
import { type Backend } from '../types.ts';
import { checkBundleTarget, writeBundleFolder } from './bundle-folder.ts';
import { type CardOptions, dataCard } from './data-card.ts';
import { describeDataset } from './describe-dataset.ts';
import { lockOut } from './out-lock.ts';
import { progressLine, type ProgressLine } from './progress-line.ts';
import { trainingProgress } from './training-progress.ts';

export interface TrainCommand {
  data: ReadDatasetOptions;
  out: string;
  train: Partial<TrainOptions>;
  backend: Backend | 'auto';
  /** Only what came before is learned from: `parseSince`. Default: everything is. */
  since?: string;
  /** Goes on where an interrupted run left off. */
  resume: boolean;
  /** Throws away what an interrupted run left. */
  restart: boolean;
  card: CardOptions;
  signal: AbortSignal;
}

/** A crash loses at most so much work. */
const SAVE_EVERY_MS = 60_000;

/** Resolves to the bundle's folder, which no other training may write to meanwhile. @throws AbortedError once the state is saved, if interrupted; DataError, OptionError, BundleError, DeviceError */
export async function trainCommand(command: TrainCommand): Promise<string> {
  const out = resolve(command.out);
  const options = trainOptions(command.train);
  await checkBundleTarget(out);
  await makeWritable(dirname(out));
  const unlock = await lockOut(out);
  try {
    return await trainInto(out, options, command);
  } finally {
    await unlock();
  }
}

async function trainInto(out: string, options: TrainOptions, command: TrainCommand): Promise<string> {
  const checkpoint = `${out}.checkpoint`;
  checkCheckpoint(checkpoint, command);
  const card = await dataCard(command.card, command.data.interactions, out);
  const line = progressLine();
  const clear = () => line.stop();
  command.signal.addEventListener('abort', clear, { once: true });
  let tfjs: StartedTfjs | undefined;
  try {
    const dataset = await readDataset({
      ...command.data,
      signal: command.signal,
      onProgress: ({ bytesRead, totalBytes }) => line.update(bytesRead, totalBytes, 'reading'),
    });
    line.note(describeDataset(dataset));
    const since = command.since === undefined ? null : parseSince(command.since, dataset);
    const data = since === null ? trainingData(dataset, options, command.data.interactions) : trainingDataBefore(since, dataset, options);
    const heldOut = since === null ? {} : { heldOut: await heldOutAfter(since, dataset, options) };
    const facts = () => ({ ...trainingFacts(trainer, options), ...heldOut });
    tfjs = await startTfjs(command.backend);
    line.note(`backend ${tfjs.backend}: ${tfjs.why}`);
    const trainer = new Trainer(data, options);
    // What no bundle can hold is refused before the training, not after it.
    await encodeBundle(bundleParts(trainer.trained(), dataset, facts(), card, null));
    const fingerprint = await runFingerprint(data, options);
    if (command.restart) await removeCheckpoint(checkpoint);
    if (command.resume) {
      await loadCheckpoint(checkpoint, trainer, fingerprint);
      line.note(`resuming in epoch ${trainer.position.epoch + 1}, after ${trainer.position.step} steps`);
    }
    const validation = await runSaving(trainer, checkpoint, fingerprint, line, command.signal);
    await writeBundle(out, await encodeBundle(bundleParts(trainer.trained(), dataset, facts(), card, validation)), checkpoint);
    await removeCheckpoint(checkpoint);
    return out;
  } finally {
    command.signal.removeEventListener('abort', clear);
    tfjs?.stop();
    line.stop();
  }
}

/** Before hours of work, not after. */
async function makeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new OptionError('out', `expected a place to write, got ${folder} (${messageOf(cause)}); give another path`, { cause });
  }
}

function checkCheckpoint(checkpoint: string, { resume, restart }: TrainCommand): void {
  const there = existsSync(checkpoint);
  if (resume && restart) throw new OptionError('resume', 'and --restart exclude each other');
  if (resume && !there) throw new OptionError('resume', `there is no ${checkpoint} to resume from`);
  if (there && !resume && !restart) {
    throw new OptionError('out', `an interrupted run left ${checkpoint}; --resume continues it, --restart throws it away`);
  }
}

function trainingData(dataset: Dataset, options: TrainOptions, file: string): TrainingData {
  const split = splitUsers(dataset.users, { seed: options.seed, validation: options.validationShare, test: 0 });
  if (split.train.length === 0) throw new DataError({ file }, `expected users to train on, got ${dataset.users.length} in all, held out for validation; add data or lower --validation-share`);
  return {
    histories: dataset,
    features: contentFeatures(dataset.items),
    items: dataset.items.length,
    ordered: dataset.ordered,
    trainUsers: split.train,
    validationUsers: split.validation,
  };
}

/** The events before a date; those of newcomers are nobody's. */
function trainingDataBefore(since: number, dataset: Dataset, { seed, validationShare }: TrainOptions): TrainingData {
  const { train, validation, before } = splitSince(dataset, since, { seed, validation: validationShare });
  if (train.length === 0) throw new OptionError('since', `${sinceWords(since)}: of ${dataset.users.length} users none is left to train on who began before; take a later date, or lower --validation-share`);
  return {
    histories: keepEvents(dataset, before),
    features: contentFeatures(dataset.items),
    items: dataset.items.length,
    ordered: dataset.ordered,
    trainUsers: train,
    validationUsers: validation,
  };
}

async function heldOutAfter(since: number, dataset: Dataset, { seed, validationShare }: TrainOptions): Promise<Manifest['training']['heldOut']> {
  const { newcomers } = splitSince(dataset, since, { seed, validation: validationShare });
  const events = [...newcomers].flatMap((user) => Array.from({ length: dataset.offsets[user + 1] - dataset.offsets[user] }, (_, at) => dataset.offsets[user] + at));
  return { kind: 'after', seed, validation: validationShare, test: 0, since, digest: await heldOutDigest(dataset, Int32Array.from(events)) };
}

/** Trains to the end and validates what will be shipped; whatever interrupts it, the state is on disk. */
async function runSaving(
  trainer: Trainer,
  file: string,
  fingerprint: string,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<ValidationResult | null> {
  let saved = Date.now();
  const report = trainingProgress(line);
  try {
    for await (const progress of trainer.run(signal)) {
      report(progress);
      if (progress.status === 'epoch' || Date.now() - saved > SAVE_EVERY_MS) {
        await saveCheckpoint(file, trainer, fingerprint);
        saved = Date.now();
      }
    }
    const validation = await shippedQuality(trainer, signal);
    if (signal.aborted) throw new AbortedError('training was interrupted');
    return validation;
  } catch (error) {
    if (error instanceof AbortedError) {
      await saveCheckpoint(file, trainer, fingerprint);
      throw new AbortedError(`training was interrupted; --resume goes on from ${file}`, { cause: error });
    }
    throw error;
  }
}

/** @throws BundleError that says where the work is, if it cannot be written */
async function writeBundle(out: string, files: ReadonlyMap<string, Uint8Array>, checkpoint: string): Promise<void> {
  try {
    await writeBundleFolder(out, files);
  } catch (cause) {
    throw new BundleError(out, `could not be written (${messageOf(cause)}); nothing is lost: --resume goes on from ${checkpoint}`, { cause });
  }
}
