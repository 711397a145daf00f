/**
 * AdamW (Kingma & Ba 2015; Loshchilov & Hutter 2019) on the host, over plain arrays: deterministic, easy to
 * checkpoint, and for tables with a row per item it touches only the rows of the batch (lazy Adam).
 */
export interface AdamSettings {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Decoupled decay, a fraction of `learningRate`, on the names that `decays` accepts. */
  weightDecay: number;
  decays: (name: string) => boolean;
}

export class Adam {
  /** First and second moments by parameter name; the same layout as the parameters. */
  readonly first: Map<string, Float32Array>;
  readonly second: Map<string, Float32Array>;
  /** What the learning rate is multiplied by: the schedule's. */
  rateScale = 1;
  private readonly settings: AdamSettings;

  constructor(parameters: ReadonlyMap<string, Float32Array>, settings: AdamSettings) {
    this.settings = settings;
    const zeros = () => new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
    this.first = zeros();
    this.second = zeros();
  }

  /**
   * One step, in place. `step` counts from 1. With `rows`, gradient row r belongs to row `rows[r]` of the parameter,
   * whose rows are `width` wide; all other rows stay as they are.
   */
  update(name: string, values: Float32Array, gradient: Float32Array, step: number, rows?: Int32Array): void {
    const { beta1, beta2, epsilon, weightDecay, decays } = this.settings;
    const learningRate = this.settings.learningRate * this.rateScale;
    const first = this.first.get(name) as Float32Array;
    const second = this.second.get(name) as Float32Array;
    const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    const decay = decays(name) ? 1 - learningRate * weightDecay : 1;
    const width = rows ? gradient.length / rows.length : gradient.length;
    const count = rows ? rows.length : 1;
    for (let r = 0; r < count; r++) {
      const to = rows ? rows[r] * width : 0;
      const from = r * width;
      for (let k = 0; k < width; k++) {
        const g = gradient[from + k];
        const m = (first[to + k] = beta1 * first[to + k] + (1 - beta1) * g);
        const v = (second[to + k] = beta2 * second[to + k] + (1 - beta2) * g * g);
        values[to + k] = decay * values[to + k] - (rate * m) / (Math.sqrt(v) + epsilon);
      }
    }
  }
}
