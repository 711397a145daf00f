/** The selection on the GPU against `topK`, on a real WebGPU device. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
import { createBitset, setBit } from '../bitset.ts';
import { bytesOf, filled, newDevice, submit } from '../testing/gpu.ts';
import { topK } from '../top-k.ts';
import { GpuBuffers } from './gpu-buffers.ts';
import { mergeChosen } from './read-ranking.ts';
import { Selection, type SelectionPrograms, selectionPrograms } from './selection.ts';
import { CHOSEN_AT, TILE } from './selection-keys.ts';

let device: GPUDevice;
let programs: SelectionPrograms;
beforeAll(async () => {
  device = await newDevice(navigator.gpu, ['subgroups']);
});
afterAll(() => device?.destroy());

const random = new Sfc32(3);
const normals = (n: number) => Float32Array.from({ length: n }, () => random.normal());
/** Scores that share their first digits in many ways: near, far, signed, tiny, and often equal. */
const few = (n: number, values: number[]) => Float32Array.from({ length: n }, () => values[random.below(values.length)]);

const TRICKY = [0, -0, 1, -1, 1e-45, -1e-45, 1e-39, -1e-39, 3.4e38, -3.4e38, Infinity, -Infinity, NaN, 1.0000001, 0.99999994];

describe.each([false, true])('with subgroups: %s; chooses as topK does:', (subgroups) => {
  beforeEach(async (context) => {
    if (subgroups && !device.features.has('subgroups')) context.skip('this GPU has no subgroups');
    programs = await selectionPrograms(device, subgroups);
  });

  const sizes = [1, 63, 64, 65, TILE - 1, TILE, TILE + 1, 20_000];
  it.each(sizes)('%i scores, lists of every length', async (n) => {
    for (const k of [1, 2, 50, 1000, n - 1, n, n + 1]) {
      const { actual, expected } = await chosen(normals(n), Math.max(1, k));
      expect(actual).toEqual(expected);
    }
  });

  const lists: [string, () => Float32Array<ArrayBuffer>][] = [
    ['a few values', () => few(3 * TILE, [1, 1, 1, 2, -3, 0.5])],
    ['all equal, over several tiles', () => new Float32Array(10_000).fill(-0.25)],
    ['zeros of both signs, denormals, infinities and NaN', () => few(5000, TRICKY)],
    ['nothing but NaN', () => new Float32Array(3000).fill(NaN)],
    ['keys that differ in their last bits', () => new Float32Array(Uint32Array.from({ length: 6000 }, () => 0x3f800000 + random.below(3000)).buffer)],
  ];
  it.each(lists)('%s', async (_, make) => {
    const scores = make();
    for (const k of [1, 7, 50, 1000, TILE, TILE + 1, 6000]) {
      const { actual, expected } = await chosen(scores, k);
      expect(actual).toEqual(expected);
    }
  });

  it.each([1, 2, 3])('each item hidden whose number is a multiple of %i', async (every) => {
    const hidden = createBitset(5000);
    for (let item = 0; item < 5000; item += every) setBit(hidden, item);
    for (const k of [1, 50, 3000]) {
      const { actual, expected } = await chosen(few(5000, [1, 2, 3]), k, { hidden });
      expect(actual).toEqual(expected);
    }
  });

  it('rows beyond those that are there stay out', async () => {
    const all = normals(4000);
    const { actual, expected } = await chosen(all.subarray(0, 2500), 50, { all, hidden: createBitset(4000) });
    expect(actual).toEqual(expected);
  });

  it('workgroups in two dimensions', async () => {
    const { actual, expected } = await chosen(few(5 * TILE + 3, [1, 2, 2, 3]), 5000, { maxWorkgroups: 2 });
    expect(actual).toEqual(expected);
  });

  it('any scores, any k, any hidden items', async () => {
    for (let round = 0; round < 60; round++) {
      const n = 1 + random.below(3000);
      const spread = [0, 1e-3, 1, 1e30][random.below(4)];
      const scores = few(n, [...TRICKY, ...Array.from({ length: 1 + random.below(200) }, () => spread * random.normal())]);
      const hidden = createBitset(n);
      for (let i = random.below(n); i > 0; i--) setBit(hidden, random.below(n));
      const { actual, expected } = await chosen(scores, 1 + random.below(1200), { hidden });
      expect(actual).toEqual(expected);
    }
  });
});

it('chooses anew each time, one submission after the other', async () => {
  programs = await selectionPrograms(device, false);
  const scores = normals(3000);
  const chunk = selectionOf(scores, createBitset(3000));
  const answers = [3, 40, 1].map((k) => chunk.choose(k));
  for (const [i, k] of [3, 40, 1].entries()) expect((await answers[i]).items).toEqual(topK(scores, k, new Uint32Array()).items);
  chunk.free();
});

interface Settings {
  hidden?: Uint32Array;
  /** What lies in the buffer, where that is more than the scores that are there. */
  all?: Float32Array;
  maxWorkgroups?: number;
}

/** What the GPU chose, and what `topK` does. */
async function chosen(scores: Float32Array, k: number, { hidden = createBitset(scores.length), all = scores, maxWorkgroups }: Settings = {}) {
  device.pushErrorScope('validation');
  const chunk = selectionOf(Float32Array.from(all), hidden);
  const choosing = chunk.choose(k, scores.length, maxWorkgroups);
  const refused = await device.popErrorScope();
  if (refused) throw new Error(refused.message);
  const actual = await choosing;
  chunk.free();
  const { items, scores: best } = topK(scores, k, hidden);
  // −0 comes back as 0.
  return { actual, expected: { items, scores: best.map((score) => score + 0) } };
}

function selectionOf(scores: Float32Array<ArrayBuffer>, hidden: Uint32Array) {
  const buffers = new GpuBuffers(device);
  const run = filled(device, Uint32Array.of(0, 0, 0, 0));
  const inputs = [filled(device, scores), filled(device, Uint32Array.from(hidden)), run];
  const selection = new Selection(device, programs, buffers, { scores: inputs[0], hidden: inputs[1], run, rows: scores.length });
  return {
    async choose(k: number, rows = scores.length, maxWorkgroups = 65535) {
      const wanted = Math.min(k, rows);
      const results = filled(device, new Uint32Array(2 * wanted));
      device.queue.writeBuffer(run, 0, Uint32Array.of(rows, 0, 0, 0));
      submit(device, (pass) => selection.encode(pass, wanted, rows, results, maxWorkgroups));
      const state = bytesOf(device, selection.state, CHOSEN_AT + 4);
      const pairs = bytesOf(device, results, 8 * wanted);
      const [chosen] = new Uint32Array(await state, CHOSEN_AT, 1);
      const answer = mergeChosen([{ from: 0, pairs: new Uint32Array(await pairs, 0, 2 * chosen).slice() }], k);
      results.destroy();
      return answer;
    },
    free() {
      buffers.freeAll();
      for (const buffer of inputs) buffer.destroy();
    },
  };
}
