/** A run's whole state as one safetensors file, written so that a crash leaves the state before. */
import { readFile, rename, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { sha256Hex } from '../bundle/integrity.ts';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../bundle/safetensors.ts';
import { BundleError, OptionError, messageOf } from '../errors.ts';
import { type Parameters } from './initial-weights.ts';
import { type Trainer, type TrainerPosition } from './trainer.ts';
import { type TrainOptions } from './train-options.ts';
import { type TrainingData } from './training-data.ts';
import { writeSynced } from './write-synced.ts';

/** What must be the same for a run to be resumed: the data, and every option but how long to go on. */
export async function runFingerprint(data: TrainingData, options: TrainOptions): Promise<string> {
  const { epochs: _epochs, patience: _patience, ...rest } = options;
  const { histories, features, trainUsers, validationUsers } = data;
  const arrays = [histories.offsets, histories.itemOf, histories.typeOf, features.offsets, features.indices, trainUsers, validationUsers];
  const hashes = await Promise.all(arrays.map((array) => sha256Hex(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))));
  const text = JSON.stringify([rest, data.items, data.ordered, features.names, hashes]);
  return sha256Hex(new TextEncoder().encode(text));
}

export async function saveCheckpoint(file: string, trainer: Trainer, fingerprint: string): Promise<void> {
  const tensors = new Map<string, SafeTensor>();
  for (const [group, parameters] of groups(trainer)) {
    for (const [name, data] of parameters) tensors.set(`${group}/${name}`, { dtype: 'F32', shape: [data.length], data });
  }
  const position = JSON.stringify(trainer.position);
  const bytes = encodeSafetensors(tensors, { fingerprint, position, sha256: await contentHash(tensors, fingerprint, position) });
  try {
    await replaceFile(file, bytes);
  } catch (cause) {
    throw new BundleError(file, `the state of the run could not be saved: ${messageOf(cause)}`, { cause });
  }
}

async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.tmp`;
  await writeSynced(temporary, bytes, 'w');
  await rename(temporary, file);
}

/** Of all that a run goes on from: a disk may change a bit of it without a word. */
async function contentHash(tensors: ReadonlyMap<string, SafeTensor>, fingerprint: string, position: string | undefined): Promise<string> {
  const hashes: [string, string][] = [];
  for (const [name, { data }] of [...tensors].toSorted(([a], [b]) => (a < b ? -1 : 1))) hashes.push([name, await sha256Hex(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]);
  return sha256Hex(new TextEncoder().encode(JSON.stringify([fingerprint, position, hashes])));
}

/** Brings a trainer to where a checkpoint left off. @throws OptionError if it is of another run, BundleError if damaged */
export async function loadCheckpoint(file: string, trainer: Trainer, fingerprint: string): Promise<void> {
  const { tensors, metadata } = decodeSafetensors(file, await readFile(file));
  if (metadata.fingerprint !== fingerprint) {
    throw new OptionError('resume', `${file} is of a run with other data or options; give the same ones, or --restart to begin anew`);
  }
  if (metadata.sha256 !== (await contentHash(tensors, fingerprint, metadata.position))) throw damaged(file);
  for (const [group, parameters] of groups(trainer)) {
    for (const [name, data] of parameters) {
      const saved = tensors.get(`${group}/${name}`);
      if (saved?.dtype !== 'F32' || saved.data.length !== data.length) {
        throw new OptionError('resume', `${file} has no fitting ${group}/${name}; use --restart to begin anew`);
      }
      data.set(saved.data);
    }
  }
  trainer.position = readPosition(file, metadata.position);
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const validation = v.strictObject({ users: whole, predictions: whole, ndcg10: v.number(), hr10: v.number() });
const balance = v.strictObject({ product: v.number(), memory: v.number() });
const POSITION = v.strictObject({
  epoch: whole,
  batch: whole,
  step: whole,
  lossSum: v.number(),
  lossCount: whole,
  results: v.array(v.strictObject({ epoch: whole, loss: v.number(), validation: v.nullable(validation), balance })),
  bestEpoch: v.pipe(v.number(), v.integer(), v.minValue(-1)),
});

function readPosition(file: string, text: string | undefined): TrainerPosition {
  try {
    const position = v.parse(POSITION, JSON.parse(text ?? ''));
    if (position.bestEpoch < position.results.length && position.results.length === position.epoch) return position;
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function damaged(file: string, cause?: unknown): BundleError {
  return new BundleError(file, 'is damaged; use --restart to begin anew', { cause });
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}.tmp`, { force: true });
}

function groups(trainer: Trainer): [string, Parameters][] {
  return [
    ['parameter', trainer.parameters],
    ['adam.first', trainer.adam.first],
    ['adam.second', trainer.adam.second],
    ['best', trainer.best],
  ];
}
