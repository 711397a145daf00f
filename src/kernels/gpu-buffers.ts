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

  /** A storage buffer with this content. Its length in bytes is a multiple of 4. */
  storage(label: string, content: Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer>): GPUBuffer {
    const buffer = this.empty(label, content.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    this.device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  }

  free(buffer: GPUBuffer): void {
    this.held.delete(buffer);
    buffer.destroy();
  }

  freeAll(): void {
    for (const buffer of this.held) this.free(buffer);
  }
}
