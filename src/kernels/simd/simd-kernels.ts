import { DeviceError, messageOf } from '../../errors.ts';
import { BINARIES } from './generated/binaries.ts';
import { simdSupport, type SimdVariant } from './simd-support.ts';

/** What assembly/index.ts exports; each takes the address of the plan, and a range. */
export interface SimdKernels {
  /** Item halves of tiles from … to − 1. */
  acceptTiles(plan: number, from: number, to: number): void;
  /** Scores of tiles from … to − 1, from the halves. */
  head(plan: number, from: number, to: number): void;
  /** Scores of the gathered items, tiles from … to − 1 of them. */
  gatheredHead(plan: number, from: number, to: number): void;
  /** First stage of items from … to − 1; `from` is a multiple of 4. */
  retrieve(plan: number, from: number, to: number): void;
}

const compiled = new Map<SimdVariant, Promise<WebAssembly.Module>>();

/** Instantiates the kernels on a memory. The default variant is the best. @throws DeviceError where WebAssembly lacks or refuses it. */
export async function simdKernels(memory: WebAssembly.Memory, variant?: SimdVariant): Promise<SimdKernels> {
  const best = simdSupport();
  if (best === 'none') throw new DeviceError('this device has no WebAssembly SIMD; rank with the plain scorer');
  if (variant === 'relaxed' && best !== 'relaxed') throw new DeviceError('this device has no relaxed WebAssembly SIMD; leave `variant` out');
  try {
    const { exports } = await WebAssembly.instantiate(await moduleOf(variant ?? best), { env: { memory } });
    return exports as unknown as SimdKernels;
  } catch (cause) {
    throw new DeviceError(`WebAssembly refused the kernels: ${messageOf(cause)}`, { cause });
  }
}

/** Compiled once; after a failure the next call tries again. */
function moduleOf(variant: SimdVariant): Promise<WebAssembly.Module> {
  let module = compiled.get(variant);
  if (!module) {
    const digits = BINARIES[variant];
    module = WebAssembly.compile(Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16)));
    compiled.set(variant, module);
    module.catch(() => compiled.delete(variant));
  }
  return module;
}
