import { expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { Adam, type AdamSettings } from './adam.ts';

const SETTINGS: AdamSettings = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 1e-12, weightDecay: 0.5, decays: (name) => name === 'decayed' };

it('takes two steps as computed by hand', () => {
  const decayed = Float32Array.of(1);
  const plain = Float32Array.of(1);
  const adam = new Adam(new Map([['decayed', decayed], ['plain', plain]]), SETTINGS);
  // g = 2: m = 1, v = 1; rate 0.1·√(1 − 0.75)/(1 − 0.5) = 0.1; decay 1 − 0.1·0.5 = 0.95.
  adam.update('decayed', decayed, Float32Array.of(2), 1);
  adam.update('plain', plain, Float32Array.of(2), 1);
  expect(decayed[0]).toBeCloseTo(0.95 - 0.1, 6);
  expect(plain[0]).toBeCloseTo(1 - 0.1, 6);
  // g = 1: m = 1, v = 1; rate 0.1·√(1 − 0.5625)/(1 − 0.25) = 0.0881917.
  adam.update('decayed', decayed, Float32Array.of(1), 2);
  adam.update('plain', plain, Float32Array.of(1), 2);
  expect(decayed[0]).toBeCloseTo(0.85 * 0.95 - 0.0881917, 6);
  expect(plain[0]).toBeCloseTo(0.9 - 0.0881917, 6);
  expect([adam.first.get('plain'), adam.second.get('plain')]).toEqual([Float32Array.of(1), Float32Array.of(1)]);
});

it('updates the rows it is given as a dense update would, and no others', () => {
  const random = new Sfc32(3);
  const [rows, width] = [7, 4];
  const table = Float32Array.from({ length: rows * width }, () => random.normal());
  const [dense, sparse] = [table.slice(), table.slice()];
  const densely = new Adam(new Map([['decayed', dense]]), SETTINGS);
  const sparsely = new Adam(new Map([['decayed', sparse]]), SETTINGS);
  const touched = Int32Array.of(5, 0, 3);
  for (let step = 1; step <= 3; step++) {
    const gradient = Float32Array.from({ length: touched.length * width }, () => random.normal());
    const spread = new Float32Array(rows * width);
    touched.forEach((row, r) => spread.set(gradient.subarray(r * width, (r + 1) * width), row * width));
    densely.update('decayed', dense, spread, step);
    sparsely.update('decayed', sparse, gradient, step, touched);
  }
  for (let row = 0; row < rows; row++) {
    const of = (values: Float32Array) => values.slice(row * width, (row + 1) * width);
    expect(of(sparse)).toEqual(of(touched.includes(row) ? dense : table));
    expect(of(sparsely.first.get('decayed') as Float32Array).every((m) => m === 0)).toBe(!touched.includes(row));
  }
});
