import { type NeumfConfig } from '../../neumf.ts';
import { type Tensor, type Weights } from '../../types.ts';
import { type PreparedHead } from '../prepared-head.ts';
import { readWeight } from '../read-weight.ts';
import { type RetrievalQuery } from '../retrieval.ts';
import { PLAN_FIELDS, type SimdLayout } from './simd-layout.ts';
import { type SimdMemory } from './simd-tables.ts';

/** Outputs of a dense layer that lie side by side. */
const LANES = 4;
/** Fields of the plan that change with the visitor: the last four. */
const QUERY_FIELDS = 4;

/** Writes the plan and the network's weights (assembly/plan.ts, assembly/dense.ts). Returns how to write a visitor. */
export function writePlan(config: NeumfConfig, network: Weights, { memory, layout }: SimdMemory): SimdQueryWriter {
  const { dim, mlp } = config;
  const { at, widths } = layout;
  const floats = (start: number, length: number) => new Float32Array(memory.buffer, start, length);

  // Where another model's scorer worked in this memory before, its weights lie in what must be padding now.
  new Uint8Array(memory.buffer, at.plan, at.factors - at.plan).fill(0);
  pack(readWeight(network, 'head.mlp0.item', [dim, mlp[0]]), floats(at.itemHalf, layout.dim * widths[0]), layout.dim);
  const layers: number[] = [];
  let [weight, bias] = [at.matrices, at.biases];
  for (let l = 1; l < mlp.length; l++) {
    const [inputs, outputs] = [widths[l - 1], widths[l]];
    pack(readWeight(network, `head.mlp${l}.weight`, [mlp[l - 1], mlp[l]]), floats(weight, inputs * outputs), inputs);
    floats(bias, outputs).set(readWeight(network, `head.mlp${l}.bias`, [mlp[l]]).data);
    layers.push(inputs, outputs, weight, bias);
    weight += 4 * inputs * outputs;
    bias += 4 * outputs;
  }
  new Uint32Array(memory.buffer, at.layers, layers.length).set(layers);
  new Uint32Array(memory.buffer, at.plan, PLAN_FIELDS).set(planFields(config, layout));
  return queryWriter(memory, layout);
}

/** The order is that of assembly/plan.ts. */
function planFields({ dim, mlp }: NeumfConfig, { at, widths, dim: padded }: SimdLayout): number[] {
  const tables = [at.values, at.scales, at.bias, at.popularity, at.scores, at.halves, at.rows, at.rowScores];
  const scratch = [at.factors, at.even, at.odd, at.terms];
  const network = [at.itemHalf, at.noBias, at.layers, mlp.length - 1];
  const visitor = [at.gmf, at.first, at.out, at.digits];
  return [...tables, ...scratch, ...network, ...visitor, dim, padded, widths[0], widths[widths.length - 1]];
}

/** Blocks of 4 outputs: packed[(block · inputs + i) · 4 + lane] = W[i, block · 4 + lane]. What is not written stays zero. */
function pack({ shape, data }: Tensor, packed: Float32Array, inputs: number): void {
  const [rows, columns] = shape;
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < columns; o++) {
      const lane = o % LANES;
      packed[(((o - lane) / LANES) * inputs + i) * LANES + lane] = data[i * columns + o];
    }
  }
}

/** Writes a visitor; the first stage's part where there are two. */
export type SimdQueryWriter = (head: PreparedHead, retrieval?: RetrievalQuery) => void;

function queryWriter({ buffer }: WebAssembly.Memory, { at, dim, widths }: SimdLayout): SimdQueryWriter {
  const gmf = new Float32Array(buffer, at.gmf, dim);
  const first = new Float32Array(buffer, at.first, widths[0]);
  const out = new Float32Array(buffer, at.out, widths[widths.length - 1]);
  const digits = new Int16Array(buffer, at.digits, dim);
  const weights = new Float32Array(buffer, at.plan + 4 * (PLAN_FIELDS - QUERY_FIELDS), QUERY_FIELDS);
  return (head, retrieval) => {
    gmf.set(head.gmf);
    first.set(head.first);
    out.set(head.out);
    weights.set([head.bias, head.popularity]);
    if (!retrieval) return;
    retrieval.high.forEach((high, i) => (digits[i] = 256 * high + retrieval.low[i]));
    weights.set([retrieval.bias, retrieval.popularity], 2);
  };
}
