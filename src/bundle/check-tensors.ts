import { BundleError } from '../errors.ts';
import { fromHalf } from './float16.ts';
import { type SafeTensor } from './safetensors.ts';

/** No number by item may be larger, however it is stored: trained ones are below ten, and what is far beyond them makes scores run over. */
export const MAX_NUMBER = 1e6;

/**
 * Checks that a file holds exactly the tensors of `expected`, each with its dtype and shape, and all numbers finite
 * and at most `most`.
 * @throws {BundleError} naming `file` and the tensor.
 */
export function checkTensors(file: string, tensors: ReadonlyMap<string, SafeTensor>, expected: ExpectedTensors): void {
  for (const name of tensors.keys()) {
    if (!Object.hasOwn(expected, name)) throw new BundleError(file, `holds a tensor ${JSON.stringify(name)} that the model does not have`);
  }
  for (const [name, { dtype, shape, most = Infinity }] of Object.entries(expected)) {
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
    if (tensor.dtype === 'F32') checkNumbers(file, name, tensor.data, most);
    if (tensor.dtype === 'F16') checkNumbers(file, name, fromHalf(tensor.data), most);
  }
}

/** `most`: the largest number it may hold, of either sign. Default: any that is finite. */
export type ExpectedTensors = Record<string, { dtype: SafeTensor['dtype']; shape: readonly number[]; most?: number }>;

function checkNumbers(file: string, name: string, data: Float32Array, most: number): void {
  for (let i = 0; i < data.length; i++) {
    if (Math.abs(data[i]) <= most && Number.isFinite(data[i])) continue;
    const expected = Number.isFinite(data[i]) ? `numbers of at most ${most}` : 'finite numbers';
    throw new BundleError(file, `tensor "${name}": expected ${expected}, came ${data[i]} at index ${i}`);
  }
}
