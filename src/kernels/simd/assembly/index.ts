/**
 * The head (DESIGN.md, "Head") in SIMD instructions. Every function works on a range and takes the plan of the memory,
 * so that several threads can share the work. Nothing is allocated.
 */
import { dense } from './dense';
import { gmfOfFour } from './gmf';
import { madd } from './madd';
import { Layer, Plan } from './plan';
import { gatherTile } from './transpose';

export { retrieve } from './retrieve';

/** The item half of the first MLP layer of tiles from … to − 1 into `plan.halves`. */
export function acceptTiles(plan: Plan, from: i32, to: i32): void {
  const rows = plan.rows;
  for (let tile = from; tile < to; tile++) {
    for (let i = 0; i < 8; i++) store<i32>(rows + (i << 2), tile * 8 + i);
    gatherTile(plan, rows);
    const half = plan.halves + (<usize>tile * plan.mlp0 << 5);
    dense(plan.factors, plan.paddedDim, plan.itemHalf, plan.noBias, half, plan.mlp0, false);
  }
}

/** The whole head of tiles from … to − 1 into `plan.scores`, from the halves. */
export function head(plan: Plan, from: i32, to: i32): void {
  const dim = <usize>plan.dim;
  const gmf = plan.gmf;
  const gmfEnd = gmf + (<usize>plan.paddedDim << 2);
  for (let tile = from; tile < to; tile++) {
    addFirst(plan.halves + (<usize>tile * plan.mlp0 << 5), plan.first, plan.even, plan.mlp0);
    const activations = upperLayers(plan);
    const place = <usize>tile << 5;
    const row = plan.values + (<usize>tile * dim << 3);
    const scale = plan.scales + place;
    const upper = f32x4.mul(gmfOfFour(row, dim, gmf, gmfEnd), v128.load(scale, 0));
    const lower = f32x4.mul(gmfOfFour(row + (dim << 2), dim, gmf, gmfEnd), v128.load(scale, 16));
    finish(plan, activations, upper, lower, plan.bias + place, plan.popularity + place, plan.scores + place);
  }
}

/** The whole head of the items `plan.rows`, tiles from … to − 1 of them, into `plan.rowScores`; the halves are computed. */
export function gatheredHead(plan: Plan, from: i32, to: i32): void {
  for (let tile = from; tile < to; tile++) {
    const place = <usize>tile << 5;
    gatherTile(plan, plan.rows + place);
    dense(plan.factors, plan.paddedDim, plan.itemHalf, plan.first, plan.even, plan.mlp0, true);
    const activations = upperLayers(plan);
    let upper = f32x4.splat(0);
    let lower = f32x4.splat(0);
    let weight = plan.gmf;
    const end = plan.factors + (<usize>plan.paddedDim << 5);
    for (let q = plan.factors; q < end; q += 32, weight += 4) {
      const w = v128.load32_splat(weight);
      upper = madd(w, v128.load(q, 0), upper);
      lower = madd(w, v128.load(q, 16), lower);
    }
    finish(plan, activations, upper, lower, plan.terms + 32, plan.terms + 64, plan.rowScores + place);
  }
}

/** relu(half + first) of a tile: [width][8]. */
// @ts-ignore: decorator
@inline
function addFirst(half: usize, first: usize, to: usize, width: i32): void {
  const zero = f32x4.splat(0);
  const end = to + (<usize>width << 5);
  for (; to < end; to += 32, half += 32, first += 4) {
    const w = v128.load32_splat(first);
    v128.store(to, f32x4.pmax(f32x4.add(w, v128.load(half, 0)), zero), 0);
    v128.store(to, f32x4.pmax(f32x4.add(w, v128.load(half, 16)), zero), 16);
  }
}

/** The layers above the first, of the tile in `plan.even`. Returns where the last one's activations lie. */
// @ts-ignore: decorator
@inline
function upperLayers(plan: Plan): usize {
  let x = plan.even;
  let y = plan.odd;
  for (let l = 0; l < plan.layerCount; l++) {
    const layer = changetype<Layer>(plan.layers + (<usize>l << 4));
    dense(x, layer.inputs, layer.weight, layer.bias, y, layer.outputs, true);
    const free = x;
    x = y;
    y = free;
  }
  return x;
}

/** Adds the MLP's, the bias' and the popularity's terms to the GMF term, and stores the scores of a tile. */
// @ts-ignore: decorator
@inline
function finish(plan: Plan, x: usize, upper: v128, lower: v128, bias: usize, popularity: usize, scores: usize): void {
  let out = plan.out;
  const end = x + (<usize>plan.lastWidth << 5);
  for (; x < end; x += 32, out += 4) {
    const w = v128.load32_splat(out);
    upper = madd(w, v128.load(x, 0), upper);
    lower = madd(w, v128.load(x, 16), lower);
  }
  const biasWeight = f32x4.splat(plan.biasWeight);
  upper = madd(biasWeight, v128.load(bias, 0), upper);
  lower = madd(biasWeight, v128.load(bias, 16), lower);
  const popularityWeight = f32x4.splat(plan.popularityWeight);
  v128.store(scores, madd(popularityWeight, v128.load(popularity, 0), upper), 0);
  v128.store(scores, madd(popularityWeight, v128.load(popularity, 16), lower), 16);
}
