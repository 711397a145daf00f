/** The file of all weights that are not rows per item, in half precision. */
import { BundleError } from '../errors.ts';
import { type NeumfConfig, networkShapes } from '../neumf.ts';
import { type Tensor, type Weights } from '../types.ts';
import { checkScoreBound } from './check-score-bound.ts';
import { checkTensors } from './check-tensors.ts';
import { fromHalf, toHalf } from './float16.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** @throws {BundleError} where a weight is missing, misshapen or not finite as a half, or scores could run over. Weights of other names stay out. */
export function encodeNetwork(file: string, weights: Weights, config: NeumfConfig): Uint8Array {
  const tensors = new Map<string, SafeTensor>();
  for (const name of Object.keys(networkShapes(config))) {
    const tensor = weights.get(name);
    if (tensor !== undefined) tensors.set(name, { dtype: 'F16', shape: tensor.shape, data: toHalf(tensor.data) });
  }
  checkTensors(file, tensors, expected(config));
  const bytes = encodeSafetensors(tensors);
  decodeNetwork(file, bytes, config);
  return bytes;
}

/** @throws {BundleError} unless the file holds exactly the network of `config`, all numbers finite, and no score beyond bounds. */
export function decodeNetwork(file: string, bytes: Uint8Array, config: NeumfConfig): Map<string, Tensor> {
  const { tensors } = decodeSafetensors(file, bytes);
  checkTensors(file, tensors, expected(config));
  const network = new Map<string, Tensor>();
  for (const name of Object.keys(networkShapes(config))) {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== 'F16') throw new BundleError(file, `the tensor "${name}" is missing`);
    network.set(name, { shape: tensor.shape, data: fromHalf(tensor.data) });
  }
  checkScoreBound(file, config, network);
  return network;
}

function expected(config: NeumfConfig) {
  const shapes = Object.entries(networkShapes(config));
  return Object.fromEntries(shapes.map(([name, shape]) => [name, { dtype: 'F16' as const, shape }]));
}
