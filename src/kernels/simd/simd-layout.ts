/** How the one memory of the SIMD kernels is divided. What lies in each region: assembly/plan.ts. */
import { type NeumfConfig } from '../../neumf.ts';

/** Items that are computed together. */
export const TILE = 8;
/** Rows of factors are read so many codes at a time, and MLP layers computed so many outputs at a time. */
const CODES = 8;
const OUTPUTS = 4;
/** Items that are gathered at a time. */
export const GATHERED = 1024;
/** Regions begin at the start of a cache line; the first bytes stay free, so that no address is 0. */
const LINE = 64;
/** 4-byte fields of the plan. */
export const PLAN_FIELDS = 28;

export type Region = keyof ReturnType<typeof regionBytes>;

export interface SimdLayout {
  /** Padded: a row of factors, and the MLP's layers. */
  dim: number;
  widths: number[];
  /** Where each region begins, in bytes. */
  at: Record<Region, number>;
  /** Bytes of the whole. */
  bytes: number;
}

/** `halves`: whether the item half of the first layer is kept for all items. */
export function simdLayout({ dim, mlp }: NeumfConfig, count: number, halves: boolean): SimdLayout {
  const widths = mlp.map((width) => upTo(width, OUTPUTS));
  const sizes = regionBytes({ dim, padded: upTo(dim, CODES), widths, items: upTo(count, TILE), halves });
  let bytes = LINE;
  const at = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => {
      const start = bytes;
      bytes += upTo(size, LINE);
      return [name, start];
    }),
  ) as Record<Region, number>;
  return { dim: upTo(dim, CODES), widths, at, bytes };
}

interface Sizes {
  dim: number;
  padded: number;
  widths: number[];
  /** Whole tiles. */
  items: number;
  halves: boolean;
}

function regionBytes({ dim, padded, widths, items, halves }: Sizes) {
  const [first] = widths;
  const widest = Math.max(...widths);
  const upper = widths.slice(1);
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    // From here to the factors: what simd-plan.ts writes.
    plan: 4 * PLAN_FIELDS,
    layers: 16 * upper.length,
    gmf: 4 * padded,
    digits: 2 * padded,
    first: 4 * first,
    out: 4 * widths[widths.length - 1],
    noBias: 4 * first,
    biases: 4 * sum(upper),
    itemHalf: 4 * padded * first,
    matrices: 4 * sum(upper.map((width, l) => widths[l] * width)),
    factors: 4 * TILE * padded,
    even: 4 * TILE * widest,
    odd: 4 * TILE * widest,
    terms: 4 * TILE * 3,
    rows: 4 * GATHERED,
    rowScores: 4 * GATHERED,
    scores: 4 * items,
    scales: 4 * items,
    bias: 4 * items,
    popularity: 4 * items,
    halves: halves ? 4 * first * items : 0,
    // The last row is read in whole steps.
    values: dim * items + CODES,
  };
}

function upTo(size: number, step: number): number {
  return Math.ceil(size / step) * step;
}
