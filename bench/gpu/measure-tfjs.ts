import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { topK } from '../../src/kernels/top-k.ts';
import { type Contest, TOP } from '../rank/contestant.ts';
import { userTerms } from '../rank/plain-head.ts';
import { tfjsHead } from '../rank/tfjs-head.ts';
import { timings } from './timings.ts';

const NOTHING = new Uint32Array();

/** TF.js on the same device; the better of its top-k and ours on scores read back. */
export async function measureTfjs(device: GPUDevice, info: GPUAdapterInfo, { model, queries }: Contest, precomputed: boolean) {
  if (!tf.findBackendFactory('webgpu')) tf.registerBackend('webgpu', () => new WebGPUBackend(device, info));
  if (!(await tf.setBackend('webgpu'))) throw new Error('TF.js could not start its webgpu backend');
  tf.engine().startScope();
  const scoresOf = tfjsHead(model, precomputed);
  const terms = userTerms(model);
  let turn = 0;
  const scoresOfNext = () => scoresOf(terms(queries[turn++ % queries.length]));
  const here = await timings(async () => {
    const scores = scoresOfNext();
    const ranked = topK((await scores.data()) as Float32Array, TOP, NOTHING);
    scores.dispose();
    return ranked;
  });
  const there = await timings(async () => {
    const scores = scoresOfNext();
    const { values, indices } = tf.topk(scores, TOP, true);
    const ranked = await Promise.all([values.data(), indices.data()]);
    tf.dispose([scores, values, indices]);
    return ranked;
  });
  tf.engine().endScope();
  const best = there.medianMs < here.medianMs ? { ...there, topK: 'tf.topk' } : { ...here, topK: 'JavaScript' };
  return { scorer: precomputed ? 'tfjs-webgpu-precomputed' : 'tfjs-webgpu', n: model.tables.count, ...best };
}
