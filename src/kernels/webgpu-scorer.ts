import { DeviceError, messageOf, OptionError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { checkTables } from './check-tables.ts';
import { compileProgram } from './compile-program.ts';
import { GpuBuffers } from './gpu-buffers.ts';
import { queryArray } from './head-buffers.ts';
import { type ChunkLimits, type HeadOnGpu, uploadHead } from './head-on-gpu.ts';
import { HEAD_BINDINGS, headProgram } from './head-program.ts';
import { judged } from './judged.ts';
import { headPreparer } from './prepared-head.ts';
import { type ItemTables, type Ranked, type RankQuery, type Scorer, type ScoreQuery } from './scorer.ts';
import { topK } from './top-k.ts';

/**
 * The head on a GPU: one fused program scores all items, the scores are read back, top-k runs on the processor.
 * The device stays the caller's; `dispose` frees the scorer's buffers and no more.
 * @throws DeviceError with the GPU's own message if it refuses the program or has no room for the tables;
 * OptionError if the tables do not fit the settings.
 */
export async function createWebgpuScorer(
  device: GPUDevice,
  config: NeumfConfig,
  network: Weights,
  tables: ItemTables,
  options: ChunkLimits = {},
): Promise<WebgpuScorer> {
  checkTables(config, tables);
  const prepare = headPreparer(config, network);
  const visibility = GPUShaderStage.COMPUTE;
  const entries = HEAD_BINDINGS.map((type, binding) => ({ binding, visibility, buffer: { type } }));
  const layout = device.createBindGroupLayout({ label: 'head', entries });
  const pipelineLayout = device.createPipelineLayout({ label: 'head', bindGroupLayouts: [layout] });
  const pipeline = await compileProgram(device, 'head', headProgram(config), pipelineLayout);

  const buffers = new GpuBuffers(device);
  try {
    const uploaded = judged(device, 'the item tables', () => uploadHead(device, buffers, layout, { config, network, tables }, options));
    await uploaded.accepted;
    const queryOf = (query: ScoreQuery) => queryArray(config, network, prepare(query));
    return new WebgpuScorer({ device, pipeline, buffers, head: uploaded.result, queryOf, count: tables.count });
  } catch (error) {
    buffers.freeAll();
    throw error;
  }
}

interface Parts {
  device: GPUDevice;
  pipeline: GPUComputePipeline;
  buffers: GpuBuffers;
  head: HeadOnGpu;
  /** Binding 4 for a query. */
  queryOf: (query: ScoreQuery) => Float32Array<ArrayBuffer>;
  /** Items. */
  count: number;
}

/** Made by `createWebgpuScorer`. */
export class WebgpuScorer implements Scorer {
  readonly kind = 'webgpu';
  readonly candidates = 0;
  private readonly parts: Parts;
  /** How to refuse the calls that are under way. */
  private readonly pending = new Set<(reason: DeviceError) => void>();
  /** Why nothing can be scored any more. */
  private ended: DeviceError | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
    void this.endWithDevice();
  }

  get ready(): number {
    return this.parts.count;
  }

  async accept(to: number): Promise<void> {
    if (to !== this.ready) throw new OptionError('to', `expected ${this.ready}, got ${to}`);
  }

  scores(query: ScoreQuery): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      if (this.ended) throw this.ended;
      const settle = () => this.pending.delete(reject);
      this.pending.add(reject);
      this.run(query).then(resolve, reject).finally(settle);
    });
  }

  async rank(query: RankQuery): Promise<Ranked> {
    return topK(await this.scores(query), query.k, query.hidden);
  }

  dispose(): void {
    this.end(new DeviceError('this scorer was disposed; make a new one'));
  }

  /**
   * Everything that touches shared buffers is submitted at once, before the first await, and a queue runs what it is
   * given in order: calls that overlap cannot disturb each other. Each reads back through a buffer of its own.
   */
  private async run(query: ScoreQuery): Promise<Float32Array> {
    const { device, buffers, count, queryOf } = this.parts;
    const content = queryOf(query);
    const { result: staging, accepted } = judged(device, 'a ranking', () => this.submit(content));
    try {
      await Promise.all([accepted, staging.mapAsync(GPUMapMode.READ)]);
      return new Float32Array(staging.getMappedRange(), 0, count).slice();
    } catch (cause) {
      if (cause instanceof DeviceError) throw cause;
      throw new DeviceError(`the GPU failed while it ranked: ${messageOf(cause)}`, { cause });
    } finally {
      buffers.free(staging);
    }
  }

  /** Scores all chunks and copies the scores, in order, into a buffer to be read. */
  private submit(query: Float32Array<ArrayBuffer>): GPUBuffer {
    const { device, pipeline, buffers, head, count } = this.parts;
    const staging = buffers.empty('staging', 4 * count, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    device.queue.writeBuffer(head.query, 0, query);
    const encoder = device.createCommandEncoder({ label: 'head' });
    const pass = encoder.beginComputePass({ label: 'head' });
    pass.setPipeline(pipeline);
    for (const { bindings, dispatch } of head.chunks) {
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(...dispatch);
    }
    pass.end();
    for (const { scores, from } of head.chunks) encoder.copyBufferToBuffer(scores, 0, staging, 4 * from, scores.size);
    device.queue.submit([encoder.finish()]);
    return staging;
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
