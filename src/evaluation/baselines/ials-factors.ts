import { OptionError } from '../../errors.ts';
import { Sfc32 } from '../../random.ts';
import { factorise, solveFactorised } from './cholesky.ts';
import { addProduct, LEFT, RIGHT } from './packed-product.ts';
import { takeTurn } from './take-turn.ts';
import { type SparseRows, type UserItems } from './user-items.ts';

export interface IalsOptions {
  /** Width of a factor, a multiple of 4. */
  dim: number;
  /** λ of the paper. */
  lambda: number;
  /** α₀: the weight of a pair that was not observed; an observed one weighs 1 more. */
  alpha0: number;
  /** Each solves all users, then all items. */
  iterations: number;
}

/** Users solved between two turns of the event loop. */
const STRIDE = 512;

/**
 * Item factors H [n, dim] by alternating least squares (Hu, Koren & Volinsky 2008) on the loss of Rendle et al. 2022
 * ("Revisiting the performance of iALS", eq. 3–5 with ν = 1): Σ_observed (w_u·h_i − 1)² + α₀·Σ_all (w_u·h_i)² + λ·(Σ_u (n_u +
 * α₀·items)·‖w_u‖² + Σ_i (n_i + α₀·users)·‖h_i‖²). `factors` is where H starts, and is changed in place.
 * @throws OptionError, AbortedError
 */
export async function ialsFactors({ byUser, byItem }: UserItems, options: IalsOptions, factors: Float64Array, signal?: AbortSignal): Promise<Float64Array> {
  const users = new Float64Array((byUser.offsets.length - 1) * options.dim);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    await solveAll(users, byUser, factors, options, signal);
    await solveAll(factors, byItem, users, options, signal);
  }
  return factors;
}

/** Normal numbers with deviation 0.1 / √dim, as in the paper, [items, dim]. @throws OptionError */
export function initialFactors(items: number, dim: number, seed: number): Float64Array {
  if (dim % LEFT !== 0 || dim === 0) throw new OptionError('dim', `expected a multiple of ${LEFT}, got ${dim}`);
  const random = new Sfc32(seed, 0x1a15);
  return Float64Array.from({ length: items * dim }, () => (0.1 / Math.sqrt(dim)) * random.normal());
}

/** α₀·HᵀH [dim, dim] of H [count, dim]; on and below the diagonal. */
export function weightedGram(factors: Float64Array, dim: number, alpha0: number): Float64Array {
  const gram = new Float64Array(dim * dim);
  addOuterProducts(gram, factors, dim, Int32Array.from({ length: factors.length / dim }, (_, row) => row));
  return gram.map((value) => alpha0 * value);
}

/** The best row for each of `rows` against fixed factors of what its columns stand for, into `solved`. */
async function solveAll(solved: Float64Array, rows: SparseRows, fixed: Float64Array, { dim, lambda, alpha0 }: IalsOptions, signal?: AbortSignal): Promise<void> {
  const shared = weightedGram(fixed, dim, alpha0);
  const all = fixed.length / dim;
  const system = new Float64Array(dim * dim);
  for (let row = 0; row + 1 < rows.offsets.length; row++) {
    if (row % STRIDE === 0) await takeTurn(signal);
    const columns = rows.columns.subarray(rows.offsets[row], rows.offsets[row + 1]);
    const right = solved.subarray(row * dim, (row + 1) * dim).fill(0);
    if (columns.length === 0) continue;
    system.set(shared);
    addOuterProducts(system, fixed, dim, columns);
    for (let i = 0; i < dim; i++) system[i * dim + i] += lambda * (columns.length + alpha0 * all);
    for (const column of columns) for (let i = 0; i < dim; i++) right[i] += fixed[column * dim + i];
    factorise(system, dim);
    solveFactorised(system, dim, right);
  }
}

/** Rows packed at a time. */
const CHUNK = 256;
const packed = { left: new Float64Array(0), right: new Float64Array(0) };

/** system += Σ h·hᵀ over the factors named, on and below the diagonal. */
function addOuterProducts(system: Float64Array, factors: Float64Array, dim: number, named: Int32Array): void {
  if (packed.left.length < dim * CHUNK) Object.assign(packed, { left: new Float64Array(dim * CHUNK), right: new Float64Array(dim * CHUNK) });
  for (let first = 0; first < named.length; first += CHUNK) {
    const terms = Math.min(CHUNK, named.length - first);
    for (let k = 0; k < terms; k++) pack(factors, named[first + k] * dim, dim, k, terms);
    addProduct(system, [dim, dim], packed.left, packed.right, terms, true);
  }
}

/** A factor becomes term k of both sides, as `packedAt` has it. */
function pack(factors: Float64Array, row: number, dim: number, k: number, terms: number): void {
  const { left, right } = packed;
  for (let i = 0; i < dim; i += LEFT) {
    const l = i * terms + k * LEFT;
    const r = i * terms + k * RIGHT;
    left[l] = right[r] = factors[row + i];
    left[l + 1] = right[r + 1] = factors[row + i + 1];
    left[l + 2] = right[r + RIGHT * terms] = factors[row + i + 2];
    left[l + 3] = right[r + RIGHT * terms + 1] = factors[row + i + 3];
  }
}
