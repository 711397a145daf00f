/** The MLP's matrices for a device, all of one type. */
import { type NeumfConfig } from '../../neumf.ts';
import { type Weights } from '../../types.ts';
import { HALF_UNIT, halfMatrix } from './half-matrices.ts';
import { itemMatrix, upperMatrices } from './query-layout.ts';

/** The type of a matrix's numbers in the GPU's memory. */
export type MatrixType = 'f32' | 'f16';

/** Bytes of a block of 4 × 4. */
export const BLOCK_BYTES: Readonly<Record<MatrixType, number>> = { f32: 64, f16: 32 };

/** WGSL: the type of such a block. */
export const BLOCK_TYPES: Readonly<Record<MatrixType, string>> = { f32: 'mat4x4f', f16: 'mat4x4h' };

/** WGSL: what a program with such blocks begins with. */
export const enableType = (type: MatrixType): string => (type === 'f16' ? 'enable f16;\n' : '');

/** WGSL: a block in float32. */
export const floats = (type: MatrixType, block: string): string => (type === 'f16' ? `mat4x4f(${block})` : block);

/** WGSL: a factor for what a block is multiplied with, or for the product. */
export const timesUnit = (type: MatrixType): string => (type === 'f16' ? ` * ${HALF_UNIT}` : '');

export interface NetworkMatrices {
  type: MatrixType;
  /** `itemMatrix`. */
  items: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** `upperMatrices`. */
  upper: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** `halves`: whether they are halves (`half-matrices.ts`) where that loses nothing, as with every bundle below 64. */
export function networkMatrices(config: NeumfConfig, network: Weights, halves: boolean): NetworkMatrices {
  const items = itemMatrix(config, network);
  const upper = upperMatrices(config, network);
  const halfItems = halves ? halfMatrix(items) : null;
  const halfUpper = halfItems && halfMatrix(upper);
  return halfItems && halfUpper ? { type: 'f16', items: halfItems, upper: halfUpper } : { type: 'f32', items, upper };
}

/**
 * Whether matrices in halves are worth it on a device. Not on NVIDIA's: there turning a half into a float32 is an
 * instruction of its own, at half the rate of a multiply-add, and float32 constants are operands of the multiply-add
 * without one. Elsewhere (Apple, AMD) a multiply-add takes halves as they are, or bandwidth is dearer. This is from
 * what the makers document; it was measured on no such GPU.
 */
export function prefersHalves(device: GPUDevice): boolean {
  return device.features.has('shader-f16') && !/nvidia/i.test(device.adapterInfo?.vendor ?? '');
}
