/** What learning needs of TF.js on either backend; tfjs-wasm.ts and tfjs-webgpu.ts bring the rest, after the first list. */
// First: it sets up what every other file of TF.js finds ready.
import '@tensorflow/tfjs-core/dist/base_side_effects';
import * as tf from '@tensorflow/tfjs-core';
import { DeviceError } from '../errors.ts';
import { Learner } from '../learner/learner.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type Backend } from '../types.ts';
import { LEARNER_GRADIENTS } from './learner-gradients.ts';

export type LearnerModel = Pick<SessionModel, 'config' | 'network' | 'learning'>;

LEARNER_GRADIENTS.forEach(tf.registerGradient);

/** Starts TF.js on a backend that is registered, and makes the learner. @throws DeviceError where the backend does not start. */
export async function startOn(backend: Backend, model: LearnerModel): Promise<Learner> {
  // No `tf.ready()` after a failure: it would go on to other backends, and to a GPU device of its own.
  if (!(await tf.setBackend(backend))) throw new DeviceError(`TF.js could not start its ${backend} backend`);
  return new Learner(model.config, model.network, model.learning);
}

/** Tensors TF.js holds now. */
export function tensorsHeld(): number {
  return tf.memory().numTensors;
}
