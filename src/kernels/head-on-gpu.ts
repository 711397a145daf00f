import { DeviceError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { type GpuBuffers } from './gpu-buffers.ts';
import { itemArrays, largestBytesPerItem, matrixArray } from './head-buffers.ts';
import { queryLayout, WORKGROUP_SIZE } from './head-program.ts';
import { type ItemTables } from './scorer.ts';

/** How large one piece of work may be, where less is wanted than the device allows. */
export interface ChunkLimits {
  /** Bytes of one storage binding. Default: what the device takes. */
  maxBindingBytes?: number;
  /** Workgroups in one dimension of a dispatch. Default: what the device takes. */
  maxWorkgroups?: number;
}

/** The head's buffers on a device. */
export interface HeadOnGpu {
  /** Binding 4 of every chunk, to be written before each run. */
  query: GPUBuffer;
  /** The items in runs that fit the device, in order. */
  chunks: HeadChunk[];
}

export interface HeadChunk {
  /** First item. */
  from: number;
  /** A score per item of the run, float32. */
  scores: GPUBuffer;
  bindings: GPUBindGroup;
  /** Workgroups in x and y. */
  dispatch: [number, number];
}

/**
 * Uploads what `head-program.ts` reads. Synchronous, so that one error scope can watch it.
 * @throws DeviceError if not even one item fits a binding.
 */
export function uploadHead(
  device: GPUDevice,
  buffers: GpuBuffers,
  layout: GPUBindGroupLayout,
  { config, network, tables }: { config: NeumfConfig; network: Weights; tables: ItemTables },
  options: ChunkLimits,
): HeadOnGpu {
  const limits = allowed(device, options);
  const matrices = buffers.storage('matrices', matrixArray(config, network));
  const query = buffers.empty('query', 16 * queryLayout(config).length, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
  const chunks = itemRanges(config, tables.count, limits).map(([from, to]) => {
    const { codes, halves, terms } = itemArrays(config, network, tables, from, to);
    const scores = buffers.empty('scores', 4 * (to - from), GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    const items = [buffers.storage('codes', codes), buffers.storage('halves', halves), buffers.storage('terms', terms)];
    const entries = [...items, matrices, query, scores].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const workgroups = Math.ceil((to - from) / WORKGROUP_SIZE);
    const x = Math.min(workgroups, limits.maxWorkgroups);
    const dispatch: [number, number] = [x, Math.ceil(workgroups / x)];
    return { from, scores, bindings: device.createBindGroup({ label: 'head', layout, entries }), dispatch };
  });
  return { query, chunks };
}

function itemRanges(config: NeumfConfig, items: number, limits: Required<ChunkLimits>): [number, number][] {
  const bytes = largestBytesPerItem(config);
  const rows = Math.min(Math.floor(limits.maxBindingBytes / bytes), limits.maxWorkgroups ** 2 * WORKGROUP_SIZE);
  if (rows < 1) throw new DeviceError(`the GPU binds ${limits.maxBindingBytes} bytes at once, and one item takes ${bytes}`);
  return Array.from({ length: Math.ceil(items / rows) }, (_, i) => [i * rows, Math.min(items, (i + 1) * rows)]);
}

function allowed({ limits }: GPUDevice, options: ChunkLimits): Required<ChunkLimits> {
  const bytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  return {
    maxBindingBytes: Math.min(bytes, options.maxBindingBytes ?? bytes),
    maxWorkgroups: Math.min(limits.maxComputeWorkgroupsPerDimension, options.maxWorkgroups ?? Infinity),
  };
}
