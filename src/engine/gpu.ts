/** The GPU, where there is one. The engine owns the device; our kernels and TF.js share it. */
import { DeviceError, messageOf } from '../errors.ts';

export interface Gpu {
  device: GPUDevice;
  info: GPUAdapterInfo;
  /** What the GPU calls itself. */
  name: string;
  /** Done in software: correct, slow. */
  software: boolean;
}

/** Asked for where the adapter offers them. */
const FEATURES: GPUFeatureName[] = ['shader-f16', 'subgroups'];
/** Raised to what the adapter offers; the defaults are too small for large catalogues and for TF.js. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** An adapter, before a device is asked of it. */
export interface FoundAdapter {
  adapter: GPUAdapter;
  /** What the GPU calls itself. */
  name: string;
  software: boolean;
}

/** The fastest adapter, or one sentence that says why there is none. */
export async function findAdapter(): Promise<FoundAdapter | string> {
  const gpu = globalThis.navigator?.gpu;
  if (!gpu) {
    return ! globalThis.isSecureContext
      ? 'WebGPU needs a secure page (https or localhost)'
      : 'this browser has no WebGPU';
  }
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return 'this browser has WebGPU, but no GPU to offer';
    const { info } = adapter;
    const name = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'unnamed GPU';
    return { adapter, name, software: info.isFallbackAdapter };
  } catch (error) {
    return `the GPU could not be asked for: ${messageOf(error)}`;
  }
}

/** A device of the fastest adapter, or one sentence that says why there is none. */
export async function findGpu(): Promise<Gpu | string> {
  const found = await findAdapter();
  return typeof found === 'string' ? found : openGpu(found).catch(messageOf);
}

/** What a device for ranking and learning is asked with; `more` features where the adapter has them. */
export function deviceDescriptor(adapter: GPUAdapter, more: readonly GPUFeatureName[] = []): GPUDeviceDescriptor {
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = [...FEATURES, ...more].filter((feature) => adapter.features.has(feature));
  return { requiredFeatures, requiredLimits };
}

/** @throws DeviceError where the adapter gives no device. */
export async function openGpu({ adapter, name, software }: FoundAdapter): Promise<Gpu> {
  try {
    const device = await adapter.requestDevice(deviceDescriptor(adapter));
    return { device, info: adapter.info, name, software };
  } catch (cause) {
    throw new DeviceError(`the GPU could not be opened: ${messageOf(cause)}`, { cause });
  }
}

/** Rejects with a DeviceError if the device goes away; without one, never. */
export function deviceLoss(gpu: Gpu | null): Promise<never> {
  if (!gpu) return new Promise(() => undefined);
  const loss = gpu.device.lost.then((info) => Promise.reject(new DeviceError(info.message || info.reason)));
  loss.catch(() => undefined);
  return loss;
}
