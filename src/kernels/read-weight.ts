import { TasteKitError } from '../errors.ts';
import { type Tensor, type Weights } from '../types.ts';

/**
 * A weight by name, in the shape the kernels expect (`networkShapes()`).
 * @throws TasteKitError (`INTERNAL`): whoever loads a bundle checks names and shapes first.
 */
export function readWeight(network: Weights, name: string, shape: readonly number[]): Tensor {
  const tensor = network.get(name);
  const wanted = `expected weight ${name} of shape [${shape.join(', ')}]`;
  if (!tensor) throw new TasteKitError('INTERNAL', `${wanted}, got none; check the weights against networkShapes()`);
  const length = shape.reduce((product, size) => product * size, 1);
  const same = tensor.shape.length === shape.length && shape.every((size, axis) => tensor.shape[axis] === size);
  if (!same || tensor.data.length !== length) {
    const got = `got [${tensor.shape.join(', ')}] with ${tensor.data.length} numbers`;
    throw new TasteKitError('INTERNAL', `${wanted}, ${got}; check the weights against networkShapes()`);
  }
  return tensor;
}
