/** The buffers one owner made on a device, so that all can be freed at once. */
export class GpuBuffers {
  private readonly device: GPUDevice;
  private readonly held = new Set<GPUBuffer>();

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** An empty buffer of so many bytes. */
  empty(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.device.createBuffer({ label, size: bytes, usage });
    this.held.add(buffer);
    return buffer;
  }

  /** An empty buffer for what is the same for all threads; `wgsl-loops.ts` decides how it is bound. */
  constants(label: string, bytes: number): GPUBuffer {
    return this.empty(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
  }

  free(buffer: GPUBuffer): void {
    this.held.delete(buffer);
    buffer.destroy();
  }

  freeAll(): void {
    for (const buffer of this.held) this.free(buffer);
  }
}
