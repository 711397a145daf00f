import { type NeumfConfig } from '../../neumf.ts';
import { type ItemTables, type SparseScores } from '../scorer.ts';
import { BLOCK, itemBlocks, quads, WORKGROUP_SIZE } from './blocks.ts';
import { type Program } from './compile-program.ts';
import { type GpuBuffers } from './gpu-buffers.ts';
import { grid } from './grid.ts';
import { HALVES_TILE } from './halves-program.ts';
import { type HeadPrograms } from './head-programs.ts';
import { RETRIEVAL_ITEMS } from './retrieval-program.ts';
import { Selection } from './selection.ts';
import { sparseArray } from './sparse-program.ts';

/** Buffers that all chunks share. */
export interface SharedBuffers {
  query: GPUBuffer;
  retrievalQuery: GPUBuffer;
  hidden: GPUBuffer;
  matrices: GPUBuffer;
  itemMatrix: GPUBuffer;
}

/** Which items, and how the work on them is cut. */
export interface ChunkSize {
  config: NeumfConfig;
  /** First item. */
  from: number;
  /** Items. */
  rows: number;
  maxWorkgroups: number;
}

/** A run of the items on the device. Its rows count from 0. */
export class HeadChunk {
  readonly from: number;
  readonly rows: number;
  /** A float32 per row. */
  readonly scores: GPUBuffer;
  readonly selection: Selection;
  private readonly device: GPUDevice;
  private readonly buffers: GpuBuffers;
  private readonly programs: HeadPrograms;
  private readonly shared: SharedBuffers;
  private readonly size: ChunkSize;
  /** Rows that are there, first item, first row to compute, 0. */
  private readonly run: GPUBuffer;
  private readonly codes: GPUBuffer;
  private readonly terms: GPUBuffer;
  /** One stage: item halves. */
  private readonly halves: GPUBuffer | undefined;

  constructor(device: GPUDevice, buffers: GpuBuffers, programs: HeadPrograms, shared: SharedBuffers, size: ChunkSize) {
    const { config, from, rows } = size;
    const padded = Math.ceil(rows / BLOCK) * BLOCK;
    const { STORAGE, COPY_DST, COPY_SRC, UNIFORM } = GPUBufferUsage;
    this.device = device;
    this.buffers = buffers;
    this.programs = programs;
    this.shared = shared;
    this.size = size;
    this.from = from;
    this.rows = rows;
    this.run = buffers.empty('run', 16, UNIFORM | COPY_DST);
    this.codes = buffers.empty('codes', 4 * quads(config.dim) * padded, STORAGE | COPY_DST);
    this.terms = buffers.empty('terms', 16 * padded, STORAGE | COPY_DST);
    this.scores = buffers.empty('scores', 4 * rows, STORAGE | COPY_SRC);
    if (programs.oneStage) this.halves = buffers.empty('halves', 16 * quads(config.mlp[0]) * padded, STORAGE);
    const { run, scores } = this;
    this.selection = new Selection(device, programs.selection, buffers, { scores, hidden: shared.hidden, run, rows });
  }

  /** How many of so many items of the catalogue lie in this chunk. */
  rowsOf(ready: number): number {
    return Math.max(0, Math.min(ready - this.from, this.rows));
  }

  /** Queues the upload of rows `from` … `to` − 1, and computes their item halves. `from` begins a block. */
  upload(tables: ItemTables, from: number, to: number): void {
    const { config } = this.size;
    const { codes, terms } = itemBlocks(config.dim, tables, this.from + from, this.from + to);
    this.device.queue.writeBuffer(this.codes, 4 * quads(config.dim) * from, codes);
    this.device.queue.writeBuffer(this.terms, 16 * from, terms);
    const program = this.programs.oneStage?.halves;
    if (!program || !this.halves) return;
    this.writeRun(to, from);
    const encoder = this.device.createCommandEncoder({ label: 'item halves' });
    const pass = encoder.beginComputePass({ label: 'item halves' });
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(this.run, this.codes, this.terms, this.shared.itemMatrix, this.halves));
    const [x, y] = this.grid(to - from, this.programs.items);
    pass.dispatchWorkgroups(x, y, Math.ceil(quads(config.mlp[0]) / HALVES_TILE));
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** Queues which rows the programs of the next submission see. */
  writeRun(rows: number, first = 0): void {
    this.device.queue.writeBuffer(this.run, 0, Uint32Array.of(rows, this.from, first, 0));
  }

  /** Encodes the whole head of the first `rows` rows, into `scores`. */
  encodeHead(pass: GPUComputePassEncoder, program: Program, rows: number): void {
    const { query, matrices, itemMatrix } = this.shared;
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(this.run, query, matrices, this.codes, this.terms, this.scores, this.halves ?? itemMatrix));
    pass.dispatchWorkgroups(...this.grid(rows, this.programs.items));
  }

  /** Encodes the first stage of two over the first `rows` rows, into `scores`. */
  encodeRetrieval(pass: GPUComputePassEncoder, program: Program, rows: number): void {
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(this.run, this.shared.retrievalQuery, this.codes, this.terms, this.scores));
    pass.dispatchWorkgroups(...this.grid(rows, RETRIEVAL_ITEMS));
  }

  /**
   * Encodes the addition of a sparse term to the first `rows` of `scores`; nothing where it has none of these rows.
   * @returns the buffers to free once it is submitted
   */
  encodeSparse(pass: GPUComputePassEncoder, sparse: SparseScores, rows: number): GPUBuffer[] {
    const pairs = sparseArray(sparse, this.from, rows);
    if (pairs.length === 0) return [];
    const buffer = this.buffers.empty('sparse term', pairs.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    this.device.queue.writeBuffer(buffer, 0, pairs);
    const { sparse: program } = this.programs;
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(buffer, this.scores));
    pass.dispatchWorkgroups(...this.grid(pairs.length / 2, 1));
    return [buffer];
  }

  /** Encodes the choice of the best `wanted` rows by `scores` into `results` (`collect-program.ts`). */
  encodeSelection(pass: GPUComputePassEncoder, wanted: number, rows: number, results: GPUBuffer): void {
    this.selection.encode(pass, wanted, rows, results, this.size.maxWorkgroups);
  }

  /** Encodes the whole head of the rows chosen, at most `wanted`, into `target`: a float32 for each, in their order. */
  encodeCandidates(pass: GPUComputePassEncoder, program: Program, wanted: number, results: GPUBuffer, target: GPUBuffer): void {
    const { query, matrices, itemMatrix } = this.shared;
    const { run, codes, terms, selection } = this;
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(run, query, matrices, codes, terms, target, itemMatrix, results, selection.state));
    pass.dispatchWorkgroups(...this.grid(wanted, this.programs.items));
  }

  private grid(rows: number, items: number): [number, number] {
    return grid(Math.ceil(rows / (WORKGROUP_SIZE * items)), this.size.maxWorkgroups);
  }
}
