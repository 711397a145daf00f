/** Matrices in half precision stand for exactly the weights, or are not in half precision. */
import { describe, expect, it } from 'vitest';
import { type RandomModel, randomModel, withHalfWeights } from '../testing/random-model.ts';
import { HALF_UNIT, halfMatrix } from './half-matrices.ts';
import { type NetworkMatrices, networkMatrices, prefersHalves } from './network-matrices.ts';
import { itemMatrix, upperMatrices } from './query-layout.ts';

/** What the programs read: the half in float32, and 0 for a subnormal one, as some GPUs do; times the unit. */
const read = (half: number): number => {
  const exponent = (half >>> 10) & 0x1f;
  const magnitude = exponent === 0 ? 0 : (1 + (half & 0x3ff) / 1024) * 2 ** (exponent - 15);
  return (half & 0x8000 ? -magnitude : magnitude) * Number(HALF_UNIT);
};

describe('half precision', () => {
  it('gives back every half below 64 exactly, subnormal ones too', () => {
    const weights: number[] = [];
    for (const sign of [1, -1]) {
      for (let fraction = 0; fraction < 1024; fraction++) {
        weights.push(sign * fraction * 2 ** -24);
        for (let exponent = -14; exponent < 6; exponent++) weights.push(sign * (1 + fraction / 1024) * 2 ** exponent);
      }
    }
    const halves = halfMatrix(Float32Array.from(weights));
    expect(halves).not.toBeNull();
    expect(Array.from(halves ?? [], read)).toEqual(weights);
  });

  it.each([1 / 3, 1 + 2 ** -11, 2 ** -25, 1e-40, 64, -64, 65504, 1e9, NaN, Infinity, -Infinity])('is not for %d', (weight) => {
    expect(halfMatrix(Float32Array.of(1, weight, 0.5))).toBeNull();
  });
});

describe('the matrices of a network', () => {
  const exact = withHalfWeights(randomModel(1, { dim: 30, mlp: [17, 9, 3] }));

  it('are halves in the layout of float32, where all weights are halves', () => {
    const { type, items, upper } = networkMatrices(exact.config, exact.network, true);
    expect(type).toBe('f16');
    expect(Float32Array.from(items, read)).toEqual(itemMatrix(exact.config, exact.network));
    expect(Float32Array.from(upper, read)).toEqual(upperMatrices(exact.config, exact.network));
  });

  it('are float32 where they are not to be halves', () => {
    expect(networkMatrices(exact.config, exact.network, false)).toEqual(inFloats(exact));
  });

  it.each(['head.mlp0.item', 'head.mlp2.weight'])('are float32 where one weight of %s is none', (name) => {
    const model = withHalfWeights(randomModel(1, { dim: 30, mlp: [17, 9, 3] }));
    const weight = model.network.get(name);
    if (!weight) throw new Error(`no ${name}`);
    weight.data[5] = 0.1;
    expect(networkMatrices(model.config, model.network, true)).toEqual(inFloats(model));
  });
});

it('are wanted where the device has them and turns them into float32 for nothing', () => {
  const device = (features: string[], vendor: string) => ({ features: new Set(features), adapterInfo: { vendor } }) as unknown as GPUDevice;
  expect(prefersHalves(device(['shader-f16'], 'apple'))).toBe(true);
  expect(prefersHalves(device(['shader-f16'], 'nvidia'))).toBe(false);
  expect(prefersHalves(device([], 'apple'))).toBe(false);
});

function inFloats({ config, network }: RandomModel): NetworkMatrices {
  return { type: 'f32', items: itemMatrix(config, network), upper: upperMatrices(config, network) };
}
