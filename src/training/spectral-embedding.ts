/**
 * Where item embeddings start: the leading eigenvectors of the transition memory, made symmetric. So items that follow
 * each other begin near each other, and what few data say of rare items is not lost in a random start.
 *
 * Subspace iteration (Rutishauser, "Computational aspects of F. L. Bauer's simultaneous iteration method", 1969): a block
 * of d columns is multiplied by the matrix and made orthonormal, a few times over; the leading columns settle first.
 */
import { type Sfc32 } from '../random.ts';
import { type TransitionTables } from '../types.ts';

const ITERATIONS = 6;
/** Share of the usual random start that is added. */
const NOISE = 0.2;

/** L[i, j] = log1p(M[i, j] / ε), by the rows of the tables. */
interface LogTransitions {
  offsets: Int32Array;
  items: TransitionTables['items'];
  values: Float32Array;
}

/**
 * Embeddings of n items, [n, d], spread by `std`: U·√|Λ| of L + Lᵀ = U·Λ·Uᵀ, scaled, and a little noise. An item without
 * transitions has the noise alone.
 * @param epsilon where the logarithm bends, as the model reads the tables
 */
export function spectralEmbedding(tables: TransitionTables, epsilon: number, dim: number, std: number, random: Sfc32): Float32Array {
  const n = tables.scales.length;
  const embedding = Float32Array.from({ length: n * dim }, () => NOISE * std * random.normal());
  const transitions = logTransitions(tables, epsilon);
  let columns: Float64Array[] = Array.from({ length: dim }, () => Float64Array.from({ length: n }, () => random.normal()));
  for (let i = 0; i < ITERATIONS; i++) columns = orthonormal(columns.map((column) => times(transitions, column)));
  const sizes = columns.map((column) => Math.sqrt(norm(times(transitions, column))));
  const squares = sizes.reduce((sum, size) => sum + size ** 2, 0);
  if (squares === 0) return embedding;
  // Columns are of length 1: the mean square of all entries is this sum by n · d.
  const scale = std / Math.sqrt(squares / (n * dim));
  columns.forEach((column, c) => {
    for (let item = 0; item < n; item++) embedding[item * dim + c] += scale * sizes[c] * column[item];
  });
  return embedding;
}

function logTransitions({ offsets, items, codes, scales }: TransitionTables, epsilon: number): LogTransitions {
  const values = new Float32Array(codes.length);
  for (let a = 0; a < scales.length; a++) {
    for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) values[entry] = Math.log1p((codes[entry] * scales[a]) / epsilon);
  }
  return { offsets, items, values };
}

/** (L + Lᵀ)·x */
function times({ offsets, items, values }: LogTransitions, x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let a = 0; a < x.length; a++) {
    let own = 0;
    for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) {
      own += values[entry] * x[items[entry]];
      y[items[entry]] += values[entry] * x[a];
    }
    y[a] += own;
  }
  return y;
}

/** Gram–Schmidt, twice, as once leaves rounding; a column that hangs on those before it becomes 0. */
function orthonormal(columns: Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const column of columns) {
    const before = norm(column);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) subtract(column, other, dot(column, other));
    }
    const length = norm(column);
    done.push(length > 1e-9 * before ? column.map((value) => value / length) : column.fill(0));
  }
  return done;
}

function subtract(from: Float64Array, column: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= times * column[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
