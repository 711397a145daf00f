/**
 * The head as an ONNX model (onnx.proto, IR version 8, opset 17): the user goes in, scores or the best of them come out.
 * Whatever does not change with the user is an initializer. The same layers as in `tfjs-head.ts`.
 */
import { TOP } from './contestant.ts';
import { type PlainHead } from './plain-head.ts';
import { content, encoded, integer, joined, type Message } from './protobuf.ts';

const FLOAT = 1;
const INT64 = 7;

/**
 * Inputs `user` [1, d], `terms` [d + 2, 1], `out` [last width, 1]; outputs `scores` [n, 1], or with `topK` `values` and
 * `indices` [50, 1]. `half`: the item half of the first MLP layer, [n, mlp₀], as an initializer; null: layer by layer,
 * user and item side by side, [n, 2d], through the first layer, too.
 */
export function onnxModel(head: PlainHead, half: Float32Array | null, topK: boolean): Uint8Array<ArrayBuffer> {
  const { items, dim } = head;
  const width = head.itemHalf.shape[1];
  const nodes: Message[] = [];
  const tables: Message[] = [];
  const node = (type: string, inputs: string[], outputs: string[], attributes: Message[] = []) => {
    nodes.push(joined([...inputs.map((name) => content(1, name)), ...outputs.map((name) => content(2, name)), content(4, type), ...attributes.map((a) => content(5, a))]));
  };
  const table = (name: string, shape: number[], data: Float32Array) => tables.push(tensor(name, FLOAT, shape, data));
  const sizes = (name: string, ...values: number[]) => tables.push(tensor(name, INT64, [values.length], BigInt64Array.from(values, BigInt)));

  table('firstBias', [1, width], head.firstBias);
  table('rows', head.rows.shape, head.rows.data);
  if (half) {
    table('userHalf', head.userHalf.shape, head.userHalf.data);
    table('half', [items, width], half);
    node('Gemm', ['user', 'userHalf', 'firstBias'], ['first']);
    node('Add', ['half', 'first'], ['sum0']);
  } else {
    table('factors', head.factors.shape, head.factors.data);
    table('weight0', [2 * dim, width], stacked(head.itemHalf.data, head.userHalf.data));
    sizes('all', items, dim);
    node('Expand', ['user', 'all'], ['users']);
    node('Concat', ['factors', 'users'], ['pairs'], [attribute('axis', 1)]);
    node('Gemm', ['pairs', 'weight0', 'firstBias'], ['sum0']);
  }
  node('Relu', ['sum0'], ['x0']);
  head.upper.forEach(({ weight, bias }, l) => {
    table(`weight${l + 1}`, weight.shape, weight.data);
    table(`bias${l + 1}`, [weight.shape[1]], bias);
    node('Gemm', [`x${l}`, `weight${l + 1}`, `bias${l + 1}`], [`sum${l + 1}`]);
    node('Relu', [`sum${l + 1}`], [`x${l + 1}`]);
  });
  node('MatMul', [`x${head.upper.length}`, 'out'], ['mlp']);
  node('MatMul', ['rows', 'terms'], ['light']);
  node('Add', ['mlp', 'light'], ['scores']);
  if (topK) {
    sizes('k', TOP);
    node('TopK', ['scores', 'k'], ['values', 'indices'], [attribute('axis', 0)]);
  }

  const last = head.upper.at(-1)?.weight.shape[1] ?? width;
  const inputs = [value('user', FLOAT, [1, dim]), value('terms', FLOAT, [dim + 2, 1]), value('out', FLOAT, [last, 1])];
  const outputs = topK ? [value('values', FLOAT, [TOP, 1]), value('indices', INT64, [TOP, 1])] : [value('scores', FLOAT, [items, 1])];
  const graph = joined([
    ...nodes.map((message) => content(1, message)),
    content(2, 'head'),
    ...tables.map((message) => content(5, message)),
    ...inputs.map((message) => content(11, message)),
    ...outputs.map((message) => content(12, message)),
  ]);
  const opset = joined([content(1, ''), integer(2, 17)]);
  return encoded(joined([integer(1, 8), content(7, graph), content(8, opset)]));
}

function stacked(above: Float32Array, below: Float32Array): Float32Array {
  const both = new Float32Array(above.length + below.length);
  both.set(above);
  both.set(below, above.length);
  return both;
}

/** A whole number. */
function attribute(name: string, number: number): Message {
  return joined([content(1, name), integer(3, number), integer(20, 2)]);
}

function tensor(name: string, type: number, shape: number[], data: Float32Array | BigInt64Array): Message {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return joined([...shape.map((size) => integer(1, size)), integer(2, type), content(8, name), content(9, bytes)]);
}

function value(name: string, type: number, shape: number[]): Message {
  const dims = joined(shape.map((size) => content(1, integer(1, size))));
  return joined([content(1, name), content(2, content(1, joined([integer(1, type), content(2, dims)])))]);
}
