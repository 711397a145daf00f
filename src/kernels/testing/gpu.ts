/** A real WebGPU device, and plain ways in and out of its memory, for tests. */

/** A device of `navigator.gpu`, with those of the features that it offers. @throws if the browser gives no adapter: tests of GPU programs must not pass without one. */
export async function newDevice(gpu: GPU, features: readonly GPUFeatureName[] = []): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('this Chromium gives no WebGPU adapter');
  return adapter.requestDevice({ requiredFeatures: features.filter((feature) => adapter.features.has(feature)) });
}

/** A buffer with this content, to be bound as storage or uniform, and read back. */
export function filled(device: GPUDevice, content: ArrayBufferView<ArrayBuffer>): GPUBuffer {
  const { STORAGE, UNIFORM, COPY_DST, COPY_SRC } = GPUBufferUsage;
  const size = 4 * Math.ceil(Math.max(16, content.byteLength) / 4);
  const buffer = device.createBuffer({ size, usage: STORAGE | UNIFORM | COPY_DST | COPY_SRC });
  device.queue.writeBuffer(buffer, 0, content);
  return buffer;
}

/** So many bytes of a buffer, after all that was submitted. */
export async function bytesOf(device: GPUDevice, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const content = staging.getMappedRange().slice(0);
  staging.destroy();
  return content;
}

/** Runs synchronous work on one compute pass and submits it. */
export function submit(device: GPUDevice, work: (pass: GPUComputePassEncoder) => void): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  work(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
}
