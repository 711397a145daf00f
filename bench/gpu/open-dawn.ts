/** A GPU in Node, through Dawn: the optional package `webgpu`, or the native module that TASTEKIT_DAWN names. */
import { createRequire } from 'node:module';
import { deviceDescriptor } from '../../src/engine/gpu.ts';

export interface DawnGpu {
  device: GPUDevice;
  info: GPUAdapterInfo;
  name: string;
  /** Done in software: only tiny sizes, whose times say little. */
  software: boolean;
}

interface Dawn {
  create(options: string[]): GPU;
  globals: object;
}

/** Timestamps are otherwise rounded to 100 µs, longer than a whole stage takes on a large GPU. */
const OPTIONS = ['enable-dawn-features=allow_unsafe_apis', 'disable-dawn-features=timestamp_quantization'];

/** @throws Error that says what to install, or that there is no adapter. */
export async function openDawn(): Promise<DawnGpu> {
  const dawn = await loadDawn();
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create(OPTIONS);
  // TF.js looks for it there; Node has a navigator from 21 on.
  const scope = globalThis as { navigator?: object };
  scope.navigator ??= { userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });

  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('WebGPU finds no adapter; on Linux a Vulkan driver is needed (libvulkan1, and VK_DRIVER_FILES where it lies elsewhere)');
  const device = await adapter.requestDevice(deviceDescriptor(adapter, ['timestamp-query']));
  const { info } = adapter;
  const name = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ') || 'unnamed GPU';
  return { device, info, name, software: info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(name) };
}

async function loadDawn(): Promise<Dawn> {
  const path = process.env.TASTEKIT_DAWN;
  if (path) return createRequire(import.meta.url)(path) as Dawn;
  const name = 'webgpu';
  try {
    return (await import(/* @vite-ignore */ name)) as Dawn;
  } catch (cause) {
    throw new Error(
      'the GPU benchmark needs Dawn: npm install --no-save --save-dev webgpu, or TASTEKIT_DAWN=/path/to/dawn.node (the file ' +
        'for this system is in that package under dist/)',
      { cause },
    );
  }
}
