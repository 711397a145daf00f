import { type Tensor } from '../types.ts';

const EPSILON = 1e-5;

/** Layer normalisation of one row, ε = 1e-5 (Ba et al. 2016): x [d], gain [d], bias [d]. */
export class LayerNorm {
  private readonly gain: Float64Array;
  private readonly bias: Float64Array;
  /** The last result, [d]; overwritten by the next `apply`. */
  readonly output: Float64Array;

  constructor(gain: Tensor, bias: Tensor) {
    this.gain = Float64Array.from(gain.data);
    this.bias = Float64Array.from(bias.data);
    this.output = new Float64Array(gain.data.length);
  }

  /** x [d] → `output`. Allocates nothing. */
  apply(x: Float64Array): Float64Array {
    const { gain, bias, output } = this;
    const dim = output.length;
    let mean = 0;
    for (let i = 0; i < dim; i++) mean += x[i];
    mean /= dim;
    let variance = 0;
    for (let i = 0; i < dim; i++) variance += (x[i] - mean) ** 2;
    const scale = 1 / Math.sqrt(variance / dim + EPSILON);
    for (let i = 0; i < dim; i++) output[i] = (x[i] - mean) * scale * gain[i] + bias[i];
    return output;
  }
}
