import { DeviceError, messageOf } from '../../errors.ts';

/**
 * Runs synchronous GPU work in error scopes. `accepted` settles when the device has judged it, with a DeviceError
 * where it refused. The scopes are a stack that all users of a device share, so nothing is awaited inside.
 */
export function judged<T>(device: GPUDevice, what: string, work: () => T): { result: T; accepted: Promise<void> } {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  let verdicts: Promise<(GPUError | null)[]> | undefined;
  try {
    const result = work();
    verdicts = Promise.all([device.popErrorScope(), device.popErrorScope()]);
    return { result, accepted: accept(verdicts, what) };
  } finally {
    // Where the work threw, the stack is tidied and nobody waits for a verdict.
    if (!verdicts) for (let scope = 0; scope < 2; scope++) device.popErrorScope().catch(() => undefined);
  }
}

async function accept(verdicts: Promise<(GPUError | null)[]>, what: string): Promise<void> {
  const [invalid, noRoom] = await verdicts.catch((cause: unknown) => {
    throw new DeviceError(`the GPU failed on ${what}: ${messageOf(cause)}`, { cause });
  });
  if (invalid) throw new DeviceError(`the GPU refused ${what}: ${invalid.message}`);
  if (noRoom) throw new DeviceError(`the GPU has no room for ${what}: ${noRoom.message}; use another backend or a smaller bundle`);
}
