/**
 * Where everything lies in the memory, written by ../simd-plan.ts: 4 bytes a field, in this order.
 *
 * Items come in tiles of 8. What is computed for a tile lies with the items innermost, [width][8] float32, so that a
 * vector holds 4 items, no layer needs a sum across lanes, and every distance inside a tile is a constant. All widths
 * are padded, with zeros, to what the loops take at a time: MLP layers to 4, rows of factors to 8.
 */
@unmanaged
export class Plan {
  /** int8 [n, dim], row after row as in the bundle; some bytes past the last row may be read. */
  values: usize;
  /** float32 [n] each, room for whole tiles. */
  scales: usize;
  bias: usize;
  popularity: usize;
  /** Output of `head` and `retrieve`: float32 [n], room for whole tiles. */
  scores: usize;
  /** Item half of the first MLP layer: float32 [tiles][mlp0][8]. Unused with two stages. */
  halves: usize;
  /** Items to be gathered, int32 [rows]; whole tiles. */
  rows: usize;
  /** Output of `gatheredHead`: float32 [rows]. */
  rowScores: usize;

  /** Factors of one tile, float32 [paddedDim][8]. */
  factors: usize;
  /** Activations of one tile, float32 [widest layer][8] each. */
  even: usize;
  odd: usize;
  /** Scales, biases, popularities of one gathered tile: float32 [3][8]. */
  terms: usize;

  /** Packed matrix (see dense.ts) of the item half: [paddedDim → mlp0]. */
  itemHalf: usize;
  /** float32 [mlp0] of zeros. */
  noBias: usize;
  /** `Layer`s above the first. */
  layers: usize;
  layerCount: i32;

  /** The visitor: float32 [paddedDim], [mlp0], [width of the last layer]. */
  gmf: usize;
  first: usize;
  out: usize;
  /** The visitor's weights of the first stage: int16 [paddedDim]. */
  digits: usize;

  dim: i32;
  paddedDim: i32;
  mlp0: i32;
  lastWidth: i32;

  /** The visitor's weights of an item's bias and popularity in the whole head, and in the first stage. */
  biasWeight: f32;
  popularityWeight: f32;
  retrievalBias: f32;
  retrievalPopularity: f32;
}

/** An MLP layer above the first. */
@unmanaged
export class Layer {
  inputs: i32;
  outputs: i32;
  /** Packed matrix (see dense.ts). */
  weight: usize;
  /** float32 [outputs] */
  bias: usize;
}
