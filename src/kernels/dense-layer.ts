import { type Tensor } from '../types.ts';

/** Outputs computed side by side: four sums keep the processor busy while each waits for its own last addition. */
const LANES = 4;

/**
 * y = x·W + b for one row x, in float64. W is repacked once, so that the inner loop reads it in order:
 * packed[(block · inputs + i) · 4 + lane] = W[i, block · 4 + lane], zeros past the last output.
 */
export class DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** The last result, [outputs] and up to three zeros; overwritten by the next `apply`. */
  readonly output: Float64Array;
  private readonly packed: Float64Array;
  private readonly bias: Float64Array;

  /** weight [inputs, outputs], bias [outputs] (zeros unless given). */
  constructor(weight: Tensor, bias?: Tensor) {
    [this.inputs, this.outputs] = weight.shape;
    const padded = Math.ceil(this.outputs / LANES) * LANES;
    this.output = new Float64Array(padded);
    this.bias = new Float64Array(padded);
    if (bias) this.bias.set(bias.data);
    this.packed = new Float64Array(padded * this.inputs);
    for (let i = 0; i < this.inputs; i++) {
      for (let o = 0; o < this.outputs; o++) {
        const block = (o - (o % LANES)) / LANES;
        this.packed[(block * this.inputs + i) * LANES + (o % LANES)] = weight.data[i * this.outputs + o];
      }
    }
  }

  /** x [inputs] (more is ignored) → `output`; with `relu`, max(0, ·) of it. Allocates nothing. */
  apply(x: Float64Array, relu = false): Float64Array {
    const { inputs, packed, bias, output } = this;
    for (let o = 0, k = 0; o < output.length; o += LANES) {
      let a = bias[o];
      let b = bias[o + 1];
      let c = bias[o + 2];
      let d = bias[o + 3];
      for (let i = 0; i < inputs; i++, k += LANES) {
        const value = x[i];
        a += value * packed[k];
        b += value * packed[k + 1];
        c += value * packed[k + 2];
        d += value * packed[k + 3];
      }
      output[o] = relu && a < 0 ? 0 : a;
      output[o + 1] = relu && b < 0 ? 0 : b;
      output[o + 2] = relu && c < 0 ? 0 : c;
      output[o + 3] = relu && d < 0 ? 0 : d;
    }
    return output;
  }
}
