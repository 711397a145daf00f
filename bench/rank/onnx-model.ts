/**
 * The head as an ONNX model (onnx.proto, IR version 8, opset 17): the user goes in, scores or the best of them come out.
 * Whatever does not change with the user is an initializer.
 */
import { TOP } from './contestant.ts';
import { type PlainHead } from './plain-head.ts';
import { content, encoded, integer, joined, type Message } from './protobuf.ts';

export interface OnnxChoice {
  /** The item half of the first layer is an initializer; else it is computed with every ranking. */
  precomputed: boolean;
  /** The model ends in TopK; else it gives all scores. */
  topK: boolean;
}

const FLOAT = 1;
const INT64 = 7;

/** Inputs `user` [1, d], `terms` [d + 2, 1], `out` [last width, 1]; outputs `scores` [n, 1], or `values` and `indices` [50, 1]. */
export function onnxModel(head: PlainHead, half: Float32Array | null, { precomputed, topK }: OnnxChoice): Uint8Array<ArrayBuffer> {
  const { items, dim } = head;
  const width = head.itemHalf.shape[1];
  const nodes: Message[] = [];
  const tables: Message[] = [];
  const node = (type: string, inputs: string[], outputs: string[], attributes: Message[] = []) => {
    nodes.push(joined([...inputs.map((name) => content(1, name)), ...outputs.map((name) => content(2, name)), content(4, type), ...attributes.map((a) => content(5, a))]));
  };
  const table = (name: string, shape: number[], data: Float32Array) => tables.push(tensor(name, FLOAT, shape, data));

  table('userHalf', head.userHalf.shape, head.userHalf.data);
  table('firstBias', [1, width], head.firstBias);
  table('rows', head.rows.shape, head.rows.data);
  node('Gemm', ['user', 'userHalf', 'firstBias'], ['first']);
  if (precomputed && half) {
    table('half', [items, width], half);
    node('Add', ['half', 'first'], ['sum0']);
  } else {
    // Two rows of zeros, so that the rows with bias and popularity serve here too.
    const padded = new Float32Array((dim + 2) * width);
    padded.set(head.itemHalf.data);
    table('itemHalf', [dim + 2, width], padded);
    node('Gemm', ['rows', 'itemHalf', 'first'], ['sum0']);
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
    tables.push(tensor('k', INT64, [1], BigInt64Array.of(BigInt(TOP))));
    node('TopK', ['scores', 'k'], ['values', 'indices'], [joined([content(1, 'axis'), integer(3, 0), integer(20, 2)])]);
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

function tensor(name: string, type: number, shape: number[], data: Float32Array | BigInt64Array): Message {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return joined([...shape.map((size) => integer(1, size)), integer(2, type), content(8, name), content(9, bytes)]);
}

function value(name: string, type: number, shape: number[]): Message {
  const dims = joined(shape.map((size) => content(1, integer(1, size))));
  return joined([content(1, name), content(2, content(1, joined([integer(1, type), content(2, dims)])))]);
}
