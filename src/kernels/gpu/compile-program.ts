import { DeviceError, messageOf } from '../../errors.ts';

/** A WGSL compute program on a device. */
export interface Program {
  pipeline: GPUComputePipeline;
  /** Bindings 0, 1, … of group 0. */
  bind(...buffers: GPUBuffer[]): GPUBindGroup;
}

/** What a program is made of. */
export interface ProgramSource {
  label: string;
  code: string;
  /** The types of bindings 0, 1, … of group 0. */
  bindings: readonly GPUBufferBindingType[];
}

/** Programs by device and text. A text holds all its constants and bindings, so equal texts are equal programs. */
const programs = new WeakMap<GPUDevice, Map<string, Promise<Program>>>();

/**
 * Compiles a WGSL compute program with the entry point `main`, once per device.
 * @throws DeviceError with the compiler's messages if the device refuses it.
 */
export function compileProgram(device: GPUDevice, source: ProgramSource): Promise<Program> {
  let ofDevice = programs.get(device);
  if (!ofDevice) programs.set(device, (ofDevice = new Map()));
  const known = ofDevice.get(source.code);
  if (known) return known;
  const made = compile(device, source);
  ofDevice.set(source.code, made);
  // A failure is not kept: the next call tries again.
  made.catch(() => ofDevice.delete(source.code));
  return made;
}

async function compile(device: GPUDevice, { label, code, bindings }: ProgramSource): Promise<Program> {
  try {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label, code });
    const entries = bindings.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } }));
    const group = device.createBindGroupLayout({ label, entries });
    const layout = device.createPipelineLayout({ label, bindGroupLayouts: [group] });
    const scope = device.popErrorScope();
    const [{ messages }, invalid] = await Promise.all([module.getCompilationInfo(), scope]);
    const errors = messages.filter(({ type }) => type === 'error').map((m) => `line ${m.lineNum}: ${m.message}`);
    if (errors.length > 0) throw new DeviceError(`the GPU's compiler refused the program ${label}: ${errors.join('; ')}`);
    if (invalid) throw new DeviceError(`the GPU refused the program ${label}: ${invalid.message}`);
    const pipeline = await device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint: 'main' } });
    const bind = (...buffers: GPUBuffer[]) =>
      device.createBindGroup({ label, layout: group, entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })) });
    return { pipeline, bind };
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    throw new DeviceError(`the GPU made no pipeline of the program ${label}: ${messageOf(cause)}`, { cause });
  }
}
