import { OptionError } from '../errors.ts';
import { MIX_TERMS, type NeumfConfig, personalShapes } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { readWeight } from './read-weight.ts';

/**
 * All of the model that a visitor's device changes (DESIGN.md, "User tower" and "Head"), row-major.
 * d = `config.dim`, r = `config.adapterRank`.
 */
export interface PersonalPart {
  /** Added to the user vector, [d]. */
  vector: Float32Array;
  /** [d, r] */
  adapterIn: Float32Array;
  /** [r, d] */
  adapterOut: Float32Array;
  /** Logarithms of the weights of the score's terms, [5], in the order of `MIX_TERMS`. */
  mix: Float32Array;
  /** Weights of the walk's features, [F]; empty where the model has no walk term. */
  walk: Float32Array;
}

/** Where every visitor starts: a copy of the bundle's `personal.*`. */
export function personalPartFrom(network: Weights): PersonalPart {
  const vector = network.get('personal.vector');
  const adapterIn = network.get('personal.adapterIn');
  const dim = vector?.shape[0] ?? 0;
  const rank = adapterIn?.shape[1] ?? 0;
  const copy = (name: string, ...shape: number[]) => readWeight(network, `personal.${name}`, shape).data.slice();
  return {
    vector: copy('vector', dim),
    adapterIn: copy('adapterIn', dim, rank),
    adapterOut: copy('adapterOut', rank, dim),
    mix: copy('mix', MIX_TERMS.length),
    walk: network.get('personal.walk')?.data.slice() ?? new Float32Array(),
  };
}

/** The part as one array, for snapshots and the learner: vector, adapterIn, adapterOut, mix, walk; [2dr + d + 5 + F]. */
export function packPersonal(part: PersonalPart): Float32Array {
  const pieces = [part.vector, part.adapterIn, part.adapterOut, part.mix, part.walk];
  const flat = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    flat.set(piece, offset);
    offset += piece.length;
  }
  return flat;
}

/** No trained or learned number comes near these; beyond them scores could leave float32. `MOST_MIX` is a logarithm. */
const MOST = 1_000;
const MOST_MIX = 20;

/** Whether all numbers of a packed part are finite and within bounds. @throws as `unpackPersonal`. */
export function isSoundPart(config: NeumfConfig, flat: Float32Array): boolean {
  const { mix } = unpackPersonal(config, flat);
  return flat.every((value) => Math.abs(value) <= MOST) && mix.every((value) => Math.abs(value) <= MOST_MIX);
}

/**
 * The inverse of `packPersonal`; copies.
 * @throws OptionError if the length does not fit the model.
 */
export function unpackPersonal(config: NeumfConfig, flat: Float32Array): PersonalPart {
  const shapes = personalShapes(config);
  const length = (name: string) => shapes[`personal.${name}`]?.reduce((product, size) => product * size, 1) ?? 0;
  const lengths = ['vector', 'adapterIn', 'adapterOut', 'mix', 'walk'].map(length);
  const expected = lengths.reduce((sum, size) => sum + size, 0);
  if (flat.length !== expected) {
    throw new OptionError('flat', `a personal part of this model has ${expected} numbers, got ${flat.length}; it is of another model`);
  }
  let offset = 0;
  const [vector, adapterIn, adapterOut, mix, walk] = lengths.map((size) => flat.slice(offset, (offset += size)));
  return { vector, adapterIn, adapterOut, mix, walk };
}
