import { BundleError } from '../errors.ts';
import { fromHalf } from './float16.ts';
import { type SafeTensor } from './safetensors.ts';

/**
 * Checks that a file holds exactly the tensors of `expected`, each with its dtype and shape, and all numbers finite.
 * @throws {BundleError} naming `file` and the tensor.
 */
export function checkTensors(file: string, tensors: ReadonlyMap<string, SafeTensor>, expected: ExpectedTensors): void {
  for (const name of tensors.keys()) {
    if (!Object.hasOwn(expected, name)) throw new BundleError(file, `holds a tensor ${JSON.stringify(name)} that the model does not have`);
  }
  for (const [name, { dtype, shape }] of Object.entries(expected)) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new BundleError(file, `the tensor "${name}" is missing`);
    if (tensor.dtype !== dtype) throw new BundleError(file, `tensor "${name}": expected ${dtype}, came ${tensor.dtype}`);
    if (tensor.shape.join() !== shape.join()) {
      throw new BundleError(file, `tensor "${name}": expected the shape [${shape.join(', ')}], came [${tensor.shape.join(', ')}]`);
    }
    const size = shape.reduce((product, n) => product * n, 1);
    if (tensor.data.length !== size) {
      throw new BundleError(file, `tensor "${name}": the shape [${shape.join(', ')}] takes ${size} numbers, came ${tensor.data.length}`);
    }
    if (tensor.dtype === 'F32') checkFinite(file, name, tensor.data);
    if (tensor.dtype === 'F16') checkFinite(file, name, fromHalf(tensor.data));
  }
}

export type ExpectedTensors = Record<string, { dtype: SafeTensor['dtype']; shape: readonly number[] }>;

function checkFinite(file: string, name: string, data: Float32Array): void {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new BundleError(file, `tensor "${name}": expected finite numbers, came ${data[i]} at index ${i}`);
    }
  }
}
