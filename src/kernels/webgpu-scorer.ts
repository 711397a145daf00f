import { DeviceError, messageOf, OptionError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { checkTables } from './check-tables.ts';
import { BLOCK } from './gpu/blocks.ts';
import { GpuBuffers } from './gpu/gpu-buffers.ts';
import { allocateHead, type ChunkLimits, type HeadOnGpu } from './gpu/head-on-gpu.ts';
import { type HeadPrograms, headPrograms, itemsOfAThread } from './gpu/head-programs.ts';
import { judged } from './gpu/judged.ts';
import { networkMatrices, prefersHalves } from './gpu/network-matrices.ts';
import { queryArrays } from './gpu/query-layout.ts';
import { encodeRanking, planRanking, readAnswer } from './gpu/ranking.ts';
import { mergeCandidates, mergeChosen } from './gpu/read-ranking.ts';
import { PACKED_DOT, retrievalArray } from './gpu/retrieval-program.ts';
import { prefersSubgroups } from './gpu/selection.ts';
import { headPreparer, type PreparedHead } from './prepared-head.ts';
import { candidatesFor, defaultCandidates, retrievalQuery } from './retrieval.ts';
import { type ItemTables, type Ranked, type RankQuery, type Scorer, type ScoreQuery, type ScorerOptions } from './scorer.ts';

export interface WebgpuScorerOptions extends ScorerOptions, ChunkLimits {
  /** `navigator.gpu.wgslLanguageFeatures`: with 8-bit dot products the first of two stages is faster. Default: none. */
  languageFeatures?: { has(name: string): boolean };
  /** Items a thread scores. Default: `itemsOfAThread`. */
  itemsPerThread?: 1 | 2 | 4;
  /** Matrices in half precision, where the device has `shader-f16` and no weight changes by it. Default: `prefersHalves`. */
  halfMatrices?: boolean;
  /** Subgroups, where the device has them. Default: `prefersSubgroups`. */
  subgroups?: boolean;
}

/** Rows that are turned into blocks and uploaded at once, 1.3 MB at d = 64. */
const SLICE = 64 * BLOCK;

/**
 * The head on a GPU. A ranking is one submission: all items are scored and the best chosen on the device, and only
 * those are read back. With one stage the device keeps, beside the tables, 4·mlp₀ bytes per item: the item half of the
 * first MLP layer, computed there as the rows arrive.
 * The device stays the caller's; `dispose` frees the scorer's buffers and no more.
 * @throws DeviceError with the GPU's own message if it refuses the programs or has no room for the tables;
 * OptionError if the tables do not fit the settings.
 */
export async function createWebgpuScorer(
  device: GPUDevice,
  config: NeumfConfig,
  network: Weights,
  tables: ItemTables,
  options: WebgpuScorerOptions = {},
): Promise<WebgpuScorer> {
  checkTables(config, tables, options);
  const { count } = tables;
  const candidates = options.candidates ?? defaultCandidates(count);
  const items = options.itemsPerThread ?? itemsOfAThread(device, config, candidates > 0);
  const packedDot = options.languageFeatures?.has(PACKED_DOT) ?? false;
  const prepare = headPreparer(config, network, count);
  const layOut = queryArrays(config, network);
  const matrices = networkMatrices(config, network, device.features.has('shader-f16') && (options.halfMatrices ?? prefersHalves(device)));
  const subgroups = device.features.has('subgroups') && (options.subgroups ?? prefersSubgroups(device));
  const programs = await headPrograms(device, config, { twoStages: candidates > 0, items, packedDot, matrixType: matrices.type, subgroups });

  const buffers = new GpuBuffers(device);
  try {
    const made = judged(device, 'the item tables', () => allocateHead(device, buffers, programs, { config, matrices, count }, options));
    await made.accepted;
    const scorer = new WebgpuScorer({ device, config, programs, buffers, head: made.result, tables, candidates, prepare, layOut });
    await scorer.accept(options.ready ?? count);
    return scorer;
  } catch (error) {
    buffers.freeAll();
    throw error;
  }
}

interface Parts {
  device: GPUDevice;
  config: NeumfConfig;
  programs: HeadPrograms;
  buffers: GpuBuffers;
  head: HeadOnGpu;
  tables: ItemTables;
  candidates: number;
  prepare: (query: ScoreQuery) => PreparedHead;
  layOut: (head: PreparedHead) => Float32Array<ArrayBuffer>;
}

/** Made by `createWebgpuScorer`. */
export class WebgpuScorer implements Scorer {
  readonly kind = 'webgpu';
  readonly candidates: number;
  ready = 0;
  private readonly parts: Parts;
  /** How to refuse the calls that are under way. */
  private readonly pending = new Set<(reason: DeviceError) => void>();
  /** Why nothing can be scored any more. */
  private ended: DeviceError | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
    this.candidates = parts.candidates;
    void this.endWithDevice();
  }

  accept(to: number): Promise<void> {
    return this.call(async () => {
      const { device, head, tables } = this.parts;
      if (!Number.isInteger(to) || to < this.ready || to > tables.count) {
        throw new OptionError('to', `expected a row from ${this.ready} to ${tables.count}, got ${to}`);
      }
      for (const chunk of head.chunks) {
        // A block that was begun is uploaded anew.
        const first = Math.floor(chunk.rowsOf(this.ready) / BLOCK) * BLOCK;
        for (let from = first; from < chunk.rowsOf(to); from += SLICE) {
          const end = Math.min(from + SLICE, chunk.rowsOf(to));
          // One slice after the other, so that what waits for the device stays small.
          await judged(device, 'the item tables', () => chunk.upload(tables, from, end)).accepted;
          if (this.ended) return;
        }
      }
      this.ready = Math.max(this.ready, to);
    });
  }

  scores(query: ScoreQuery): Promise<Float32Array> {
    return this.call(async () => {
      const { programs, head, prepare, layOut } = this.parts;
      const prepared = prepare(query);
      const content = layOut(prepared);
      const chunks = head.chunks.map((chunk) => ({ chunk, rows: chunk.rowsOf(this.ready) })).filter(({ rows }) => rows > 0);
      const program = await programs.all();
      const size = chunks.reduce((sum, { rows }) => sum + 4 * rows, 0);
      return this.read(size, (bytes) => new Float32Array(bytes), (encoder, staging, queue) => {
        queue.writeBuffer(head.query, 0, content);
        const made: GPUBuffer[] = [];
        const pass = encoder.beginComputePass({ label: 'head' });
        for (const { chunk, rows } of chunks) {
          chunk.writeRun(rows);
          chunk.encodeHead(pass, program, rows);
          made.push(...chunk.encodeSparse(pass, prepared.memory, rows));
        }
        pass.end();
        for (const { chunk, rows } of chunks) encoder.copyBufferToBuffer(chunk.scores, 0, staging, 4 * chunk.from, 4 * rows);
        return made;
      });
    });
  }

  rank({ k, hidden, ...query }: RankQuery): Promise<Ranked> {
    return this.call(async () => {
      const { config, programs, buffers, head, tables, prepare, layOut } = this.parts;
      if (!Number.isInteger(k) || k < 0) throw new OptionError('k', `expected a whole number of at least 0, got ${k}`);
      const prepared = prepare(query);
      if (k === 0 || this.ready === 0) return { items: new Int32Array(), scores: new Float32Array() };
      // The device has a word for every 32 items, whatever the length of the set handed in.
      const words = new Uint32Array(Math.ceil(tables.count / 32));
      words.set(hidden.subarray(0, words.length));
      const wanted = this.candidates > 0 ? candidatesFor(this.candidates, k, this.ready) : Math.min(k, this.ready);
      const plan = planRanking(head.chunks, this.ready, wanted);
      const decode = (bytes: ArrayBuffer) => {
        const answer = readAnswer(plan, bytes);
        return this.candidates > 0 ? mergeCandidates(answer, wanted, k, prepared.memory) : mergeChosen(answer, k);
      };
      return this.read(plan.bytes, decode, (encoder, staging, queue) => {
        queue.writeBuffer(head.query, 0, layOut(prepared));
        queue.writeBuffer(head.hidden, 0, words);
        if (!programs.twoStages) return encodeRanking(encoder, programs, buffers, plan, prepared.memory, staging);
        const retrieval = retrievalQuery(prepared);
        queue.writeBuffer(head.retrievalQuery, 0, retrievalArray(config, retrieval));
        return encodeRanking(encoder, programs, buffers, plan, retrieval.memory, staging);
      });
    });
  }

  dispose(): void {
    this.end(new DeviceError('this scorer was disposed; make a new one'));
  }

  /** Rejects when the scorer ends before the work does. */
  private call<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.ended) throw this.ended;
      this.pending.add(reject);
      work().then(resolve, reject).finally(() => this.pending.delete(reject));
    });
  }

  /**
   * Submits what `encode` encodes, and reads back so many bytes that it copied. Everything that touches shared buffers
   * is queued at once, before the first await, and a queue runs what it is given in order: calls that overlap cannot
   * disturb each other. Each reads back through a buffer of its own.
   * @param encode returns buffers to free once the work is submitted
   */
  private async read<T>(
    bytes: number,
    decode: (content: ArrayBuffer) => T,
    encode: (encoder: GPUCommandEncoder, staging: GPUBuffer, queue: GPUQueue) => GPUBuffer[],
  ): Promise<T> {
    const { device, buffers } = this.parts;
    if (this.ended) throw this.ended;
    const { result: staging, accepted } = judged(device, 'a ranking', () => {
      const target = buffers.empty('staging', bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
      const encoder = device.createCommandEncoder({ label: 'ranking' });
      const made = encode(encoder, target, device.queue);
      device.queue.submit([encoder.finish()]);
      // What was submitted keeps what it needs.
      for (const buffer of made) buffers.free(buffer);
      return target;
    });
    try {
      await Promise.all([accepted, staging.mapAsync(GPUMapMode.READ)]);
      return decode(staging.getMappedRange().slice(0));
    } catch (cause) {
      if (cause instanceof DeviceError) throw cause;
      throw new DeviceError(`the GPU failed while it ranked: ${messageOf(cause)}`, { cause });
    } finally {
      buffers.free(staging);
    }
  }

  private async endWithDevice(): Promise<void> {
    const { reason, message } = await this.parts.device.lost;
    this.end(new DeviceError(`the GPU device was lost (${reason}): ${message || 'no reason given'}; start again on a new one`));
  }

  private end(reason: DeviceError): void {
    if (this.ended) return;
    this.ended = reason;
    for (const reject of this.pending) reject(reason);
    this.parts.buffers.freeAll();
  }
}
