/** Room for so many dispatches between two readings. */
const DISPATCHES = 2048;

/**
 * Measures the GPU's own time in each program, by its pipeline's label, of whoever uses the device: while `watching`,
 * every dispatch goes into a pass of its own with a timestamp before and after. Needs the feature `timestamp-query`.
 */
export class ProgramTimer {
  watching = false;
  private readonly device: GPUDevice;
  private readonly queries: GPUQuerySet;
  private readonly resolved: GPUBuffer;
  private readonly readable: GPUBuffer;
  private labels: string[] = [];

  constructor(device: GPUDevice) {
    this.device = device;
    this.queries = device.createQuerySet({ type: 'timestamp', count: 2 * DISPATCHES });
    const size = 16 * DISPATCHES;
    this.resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    this.readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const create = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => this.watched(create(descriptor));
  }

  /** Nanoseconds of all dispatches since the last call, by label; what is under way is waited for. */
  async take(): Promise<Map<string, number>> {
    const { labels } = this;
    this.labels = [];
    const sums = new Map<string, number>();
    if (labels.length === 0) return sums;
    const encoder = this.device.createCommandEncoder();
    encoder.resolveQuerySet(this.queries, 0, 2 * labels.length, this.resolved, 0);
    encoder.copyBufferToBuffer(this.resolved, 0, this.readable, 0, 16 * labels.length);
    this.device.queue.submit([encoder.finish()]);
    await this.readable.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(this.readable.getMappedRange(0, 16 * labels.length));
    labels.forEach((label, i) => sums.set(label, (sums.get(label) ?? 0) + Number(times[2 * i + 1] - times[2 * i])));
    this.readable.unmap();
    return sums;
  }

  private watched(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => (this.watching ? this.split(begin, descriptor) : begin(descriptor));
    return encoder;
  }

  /** What looks like one pass, and is one for each dispatch. */
  private split(begin: GPUCommandEncoder['beginComputePass'], descriptor?: GPUComputePassDescriptor): GPUComputePassEncoder {
    let pipeline: GPUComputePipeline | null = null;
    const groups = new Map<number, [GPUBindGroup, number[]]>();
    const dispatched = (dispatch: (pass: GPUComputePassEncoder) => void) => {
      if (!pipeline) throw new Error('a dispatch without a pipeline');
      const i = this.labels.push(pipeline.label) - 1;
      if (i >= DISPATCHES) throw new Error(`more than ${DISPATCHES} dispatches between two readings`);
      const timestampWrites = { querySet: this.queries, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 };
      const pass = begin({ ...descriptor, timestampWrites });
      pass.setPipeline(pipeline);
      for (const [index, [group, offsets]] of groups) pass.setBindGroup(index, group, offsets);
      dispatch(pass);
      pass.end();
    };
    const seeming = {
      setPipeline: (set: GPUComputePipeline) => void (pipeline = set),
      setBindGroup: (index: number, group: GPUBindGroup, offsets: number[] = []) => void groups.set(index, [group, offsets]),
      dispatchWorkgroups: (x: number, y = 1, z = 1) => dispatched((pass) => pass.dispatchWorkgroups(x, y, z)),
      dispatchWorkgroupsIndirect: (buffer: GPUBuffer, offset: number) => dispatched((pass) => pass.dispatchWorkgroupsIndirect(buffer, offset)),
      end: () => undefined,
    };
    return seeming as unknown as GPUComputePassEncoder;
  }
}
