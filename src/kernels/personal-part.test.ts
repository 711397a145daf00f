import { expect, it } from 'vitest';
import { packPersonal, personalPartFrom, unpackPersonal } from './personal-part.ts';
import { randomModel } from './testing/random-model.ts';

const { config, network } = randomModel(1, { dim: 8, adapterRank: 3 });

it('packs vector, adapterIn, adapterOut, mix in that order, and unpacks the same', () => {
  const part = personalPartFrom(network);
  const flat = packPersonal(part);
  expect(flat.length).toBe(8 + 8 * 3 + 3 * 8 + 5);
  expect([...flat]).toEqual([...part.vector, ...part.adapterIn, ...part.adapterOut, ...part.mix]);
  expect(unpackPersonal(config, flat)).toEqual(part);
});

it('copies, so that learning never changes the bundle', () => {
  const part = personalPartFrom(network);
  part.mix[0] += 1;
  expect(personalPartFrom(network).mix[0]).not.toBe(part.mix[0]);
});

it('refuses a part of another model', () => {
  expect(() => unpackPersonal(config, new Float32Array(59))).toThrowErrorMatchingInlineSnapshot(`[OptionError: flat: a personal part of this model has 61 numbers, got 59; it is of another model]`);
});

it('refuses a network without one', () => {
  expect(() => personalPartFrom(new Map())).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: expected weight personal.vector of shape [0], got none; check the weights against networkShapes()]`);
});
