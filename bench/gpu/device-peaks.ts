/** What a device can do at most, measured: the bars of the other figures. */

/** Bytes read and written a second: the better of `copyBufferToBuffer` and a copying program. */
export async function copyBandwidth(device: GPUDevice, bytes: number): Promise<number> {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = ['from', 'to'].map((label) => device.createBuffer({ label, size: bytes, usage }));
  const program = await pipeline(device, COPY);
  const bindings = device.createBindGroup({
    layout: program.getBindGroupLayout(0),
    entries: [from, to].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const workgroups = Math.ceil(bytes / 16 / COPY_THREADS);
  const across = Math.min(workgroups, device.limits.maxComputeWorkgroupsPerDimension);
  const byCommand = await secondsOf(device, (encoder) => encoder.copyBufferToBuffer(from, 0, to, 0, bytes));
  const byProgram = await secondsOf(device, (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(program);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(across, Math.ceil(workgroups / across));
    pass.end();
  });
  from.destroy();
  to.destroy();
  return (2 * bytes) / Math.min(byCommand, byProgram);
}

/** Float32 operations a second in chains of fused multiply-adds, counted as two each. */
export async function fmaPeak(device: GPUDevice, workgroups: number): Promise<number> {
  const size = 16 * FMA_THREADS * workgroups;
  const buffer = device.createBuffer({ label: 'sums', size, usage: GPUBufferUsage.STORAGE });
  const program = await pipeline(device, FMA);
  const bindings = device.createBindGroup({ layout: program.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] });
  const seconds = await secondsOf(device, (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(program);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
  });
  buffer.destroy();
  return (FMA_THREADS * workgroups * FMA_ROUNDS * FMA_CHAINS * 4 * 2) / seconds;
}

const COPY_THREADS = 256;
const COPY = `
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4f>;
@compute @workgroup_size(${COPY_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * ${COPY_THREADS}u + id.x;
  if (i < arrayLength(&source)) { target_[i] = source[i]; }
}`;

const FMA_THREADS = 256;
const FMA_CHAINS = 8;
const FMA_ROUNDS = 2048;
const chains = Array.from({ length: FMA_CHAINS }, (_, i) => i);
/** Chains that do not wait for each other; what they start from is read, so that nothing is known beforehand. */
const FMA = `
@group(0) @binding(0) var<storage, read_write> sums: array<vec4f>;
@compute @workgroup_size(${FMA_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let start = sums[id.x];
  let factor = start * 0.5 + vec4f(0.999);
  ${chains.map((i) => `var x${i} = start + vec4f(${i}.0);`).join('\n  ')}
  for (var round = 0u; round < ${FMA_ROUNDS / 8}u; round++) {
    ${Array.from({ length: 8 }, () => chains.map((i) => `x${i} = fma(x${i}, factor, start);`).join(' ')).join('\n    ')}
  }
  sums[id.x] = ${chains.map((i) => `x${i}`).join(' + ')} - start;
}`;

function pipeline(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  return device.createComputePipelineAsync({ layout: 'auto', compute: { module: device.createShaderModule({ code }) } });
}

/** The best time of one such piece of work, many submitted at once. */
async function secondsOf(device: GPUDevice, encode: (encoder: GPUCommandEncoder) => void): Promise<number> {
  let best = Infinity;
  let count = 1;
  for (let round = 0; round < 6; round++) {
    const before = performance.now();
    for (let i = 0; i < count; i++) {
      const encoder = device.createCommandEncoder();
      encode(encoder);
      device.queue.submit([encoder.finish()]);
    }
    await device.queue.onSubmittedWorkDone();
    const seconds = (performance.now() - before) / 1000;
    if (round > 0) best = Math.min(best, seconds / count);
    // Long enough that handing work over does not count.
    if (seconds < 0.05) count = Math.min(512, count * 4);
  }
  return best;
}
