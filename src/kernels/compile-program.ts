import { DeviceError, messageOf } from '../errors.ts';

/** Pipelines by device and program text. A text holds all its constants, so equal texts are equal programs. */
const pipelines = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * Compiles a WGSL compute program with the entry point `main`, once per device.
 * @throws DeviceError with the compiler's messages if the device refuses it.
 */
export function compileProgram(device: GPUDevice, label: string, code: string, layout: GPUPipelineLayout): Promise<GPUComputePipeline> {
  let ofDevice = pipelines.get(device);
  if (!ofDevice) pipelines.set(device, (ofDevice = new Map()));
  const known = ofDevice.get(code);
  if (known) return known;
  const made = compile(device, label, code, layout);
  ofDevice.set(code, made);
  // A failure is not kept: the next call tries again.
  made.catch(() => ofDevice.delete(code));
  return made;
}

async function compile(device: GPUDevice, label: string, code: string, layout: GPUPipelineLayout): Promise<GPUComputePipeline> {
  try {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label, code });
    const scope = device.popErrorScope();
    const [{ messages }, invalid] = await Promise.all([module.getCompilationInfo(), scope]);
    const errors = messages.filter(({ type }) => type === 'error').map((m) => `line ${m.lineNum}: ${m.message}`);
    if (errors.length > 0) throw new DeviceError(`the GPU's compiler refused the program ${label}: ${errors.join('; ')}`);
    if (invalid) throw new DeviceError(`the GPU refused the program ${label}: ${invalid.message}`);
    return await device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint: 'main' } });
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    const reason = messageOf(cause);
    throw new DeviceError(`the GPU made no pipeline of the program ${label}: ${reason}`, { cause });
  }
}
