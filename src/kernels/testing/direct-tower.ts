import { PREFIX_CONTINUED, PREFIX_START, type NeumfConfig } from '../../neumf.ts';
import { type Weights } from '../../types.ts';
import { type PersonalPart } from '../personal-part.ts';

/** An event as the tower reads it. */
export interface TypedFactor {
  factor: Float32Array;
  type: number;
}

/**
 * The tower written down as in DESIGN.md, all positions at once with full matrices, for tests: z_0 … z_T.
 * Slow on purpose, and shares no code with `tower.ts`.
 */
export function directStates(config: NeumfConfig, network: Weights, events: TypedFactor[]): number[][] {
  const rows = (name: string) => matrix(network, name);
  const vector = (name: string) => [...network.get(name)!.data];
  const prefixes = rows('tower.prefix');
  const embedded = events.map(({ factor, type }) => {
    return [...factor].map((q, i) => q + (type < 0 ? 0 : rows('tower.type')[type][i]));
  });
  // Positions: the two prefixes, then the events, as in model/neumf.ts.
  let x = [prefixes[PREFIX_START], prefixes[PREFIX_CONTINUED], ...embedded];
  for (let b = 0; b < config.blocks; b++) {
    const name = `tower.block${b}`;
    const normed = x.map((row) => layerNorm(row, vector(`${name}.ln1.gain`), vector(`${name}.ln1.bias`)));
    const attended = attention(config, network, `${name}.attention`, normed);
    x = x.map((row, i) => plus(row, attended[i]));
    x = x.map((row) => {
      const inner = layerNorm(row, vector(`${name}.ln2.gain`), vector(`${name}.ln2.bias`));
      const wide = plus(times(inner, rows(`${name}.ffn.w1`)), vector(`${name}.ffn.b1`)).map((value) => Math.max(0, value));
      return plus(row, plus(times(wide, rows(`${name}.ffn.w2`)), vector(`${name}.ffn.b2`)));
    });
  }
  const states = x.map((row) => layerNorm(row, vector('tower.ln.gain'), vector('tower.ln.bias')));
  return [states[0], ...states.slice(2)];
}

/** u of a state z, with the adapter multiplied out into one matrix. */
export function directUserVector(config: NeumfConfig, network: Weights, z: Float32Array, personal?: PersonalPart): number[] {
  const { dim, adapterRank } = config;
  const weight = matrix(network, 'tower.out.weight');
  const bias = [...network.get('tower.out.bias')!.data];
  if (!personal) return plus(times([...z], weight), bias);
  const adapted = weight.map((row, i) =>
    row.map((value, j) => {
      let sum = value;
      for (let r = 0; r < adapterRank; r++) sum += personal.adapterIn[i * adapterRank + r] * personal.adapterOut[r * dim + j];
      return sum;
    }),
  );
  return plus(plus(times([...z], adapted), bias), [...personal.vector]);
}

function attention(config: NeumfConfig, network: Weights, name: string, x: number[][]): number[][] {
  const project = (projection: string) => x.map((row) => times(row, matrix(network, `${name}.${projection}`)));
  const [q, k, v] = ['query', 'key', 'value'].map(project);
  const width = config.dim / config.heads;
  const joined = x.map((_, query) => {
    const mixed: number[] = [];
    for (let h = 0; h < config.heads; h++) {
      const part = (row: number[]) => row.slice(h * width, (h + 1) * width);
      const logits = x.map((__, key) => {
        if (!sees(config, query, key)) return -Infinity;
        return inner(part(q[query]), part(k[key])) / Math.sqrt(width) + positionBias(config, network, name, h, query, key);
      });
      const weights = softmax(logits);
      for (let i = 0; i < width; i++) mixed.push(inner(weights, v.map((row) => part(row)[i])));
    }
    return mixed;
  });
  return joined.map((row) => times(row, matrix(network, `${name}.out`)));
}

/** Positions 0 and 1 are the prefixes; event t is position t + 1. */
function sees({ window }: NeumfConfig, query: number, key: number): boolean {
  if (query < 2) return key === query;
  const t = query - 1;
  if (key < 2) return key === (t <= window ? PREFIX_START : PREFIX_CONTINUED);
  return key <= query && query - key < window;
}

function positionBias(config: NeumfConfig, network: Weights, name: string, head: number, query: number, key: number): number {
  if (key < 2) return network.get(`${name}.prefix`)!.data[head];
  return config.ordered ? network.get(`${name}.distance`)!.data[head * config.window + query - key] : 0;
}

function matrix(network: Weights, name: string): number[][] {
  const { shape, data } = network.get(name)!;
  return Array.from({ length: shape[0] }, (_, i) => [...data.subarray(i * shape[1], (i + 1) * shape[1])]);
}

function times(x: number[], weight: number[][]): number[] {
  return weight[0].map((_, j) => inner(x, weight.map((row) => row[j])));
}

function layerNorm(x: number[], gain: number[], bias: number[]): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[i] + bias[i]);
}

function softmax(logits: number[]): number[] {
  const top = Math.max(...logits);
  const weights = logits.map((value) => Math.exp(value - top));
  const total = weights.reduce((sum, value) => sum + value, 0);
  return weights.map((value) => value / total);
}

const plus = (a: number[], b: number[]) => a.map((value, i) => value + b[i]);
const inner = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
