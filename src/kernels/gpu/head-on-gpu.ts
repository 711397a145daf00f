/** What the head needs on a device: the network, and the item tables in chunks. */
import { DeviceError } from '../../errors.ts';
import { type NeumfConfig } from '../../neumf.ts';
import { BLOCK, quads, WORKGROUP_SIZE } from './blocks.ts';
import { type GpuBuffers } from './gpu-buffers.ts';
import { HeadChunk } from './head-chunk.ts';
import { type HeadPrograms } from './head-programs.ts';
import { type NetworkMatrices } from './network-matrices.ts';
import { queryLayout } from './query-layout.ts';
import { RETRIEVAL_ITEMS } from './retrieval-program.ts';

/** How large one piece of work may be, where less is wanted than the device allows. */
export interface ChunkLimits {
  /** Bytes of one storage binding. Default: what the device takes. */
  maxBindingBytes?: number;
  /** Workgroups in one dimension of a dispatch. Default: what the device takes. */
  maxWorkgroups?: number;
}

/** The head's buffers on a device. */
export interface HeadOnGpu {
  /** `QueryLayout`, to be written before each run. */
  query: GPUBuffer;
  /** `retrievalArray`, likewise. */
  retrievalQuery: GPUBuffer;
  /** Bitset over all items, likewise. */
  hidden: GPUBuffer;
  /** The items in runs that fit the device, in order. */
  chunks: HeadChunk[];
}

/**
 * Makes the buffers, and fills those of the network. Synchronous, so that one error scope can watch it.
 * @throws DeviceError if not even one block of items fits a binding.
 */
export function allocateHead(
  device: GPUDevice,
  buffers: GpuBuffers,
  programs: HeadPrograms,
  { config, matrices, count }: { config: NeumfConfig; matrices: NetworkMatrices; count: number },
  options: ChunkLimits,
): HeadOnGpu {
  const limits = allowed(device, options);
  const shared = {
    query: buffers.constants('query', 16 * queryLayout(config).length),
    retrievalQuery: buffers.constants('retrieval query', 16 * (quads(config.dim) + 1)),
    hidden: buffers.empty('hidden', 4 * Math.ceil(count / 32), GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST),
    matrices: buffers.constants('matrices', matrices.upper.byteLength),
    itemMatrix: buffers.constants('item matrix', matrices.items.byteLength),
  };
  device.queue.writeBuffer(shared.matrices, 0, matrices.upper);
  device.queue.writeBuffer(shared.itemMatrix, 0, matrices.items);
  const rows = rowsOfAChunk(config, programs, limits);
  const chunks = Array.from({ length: Math.ceil(count / rows) }, (_, i) => {
    const from = i * rows;
    return new HeadChunk(device, buffers, programs, shared, { config, from, rows: Math.min(rows, count - from), maxWorkgroups: limits.maxWorkgroups });
  });
  return { ...shared, chunks };
}

function rowsOfAChunk({ dim, mlp }: NeumfConfig, programs: HeadPrograms, limits: Required<ChunkLimits>): number {
  const bytes = Math.max(16, 4 * quads(dim), programs.oneStage ? 16 * quads(mlp[0]) : 0);
  const dispatched = limits.maxWorkgroups ** 2 * WORKGROUP_SIZE * Math.min(programs.items, RETRIEVAL_ITEMS);
  const rows = BLOCK * Math.floor(Math.min(limits.maxBindingBytes / bytes, dispatched) / BLOCK);
  if (rows < BLOCK) throw new DeviceError(`the GPU binds ${limits.maxBindingBytes} bytes at once, and ${BLOCK} items take ${BLOCK * bytes}`);
  return rows;
}

function allowed({ limits }: GPUDevice, options: ChunkLimits): Required<ChunkLimits> {
  const bytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  return {
    maxBindingBytes: Math.min(bytes, options.maxBindingBytes ?? bytes),
    maxWorkgroups: Math.min(limits.maxComputeWorkgroupsPerDimension, options.maxWorkgroups ?? Infinity),
  };
}
