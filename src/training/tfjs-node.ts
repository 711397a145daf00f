/** TF.js in Node: the backend a machine has, and why that one. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { DeviceError } from '../errors.ts';
import { type Backend } from '../types.ts';

export interface StartedTfjs {
  backend: Backend;
  /** One sentence for the person who waits. */
  why: string;
  /** Gives the device back, if one was taken. */
  stop(): void;
}

/**
 * Starts TF.js. `auto` takes a hardware GPU through WebGPU where the optional package `webgpu` (Dawn) finds one, else
 * wasm. @throws DeviceError if `webgpu` was asked for and cannot be had.
 */
export async function startTfjs(wanted: Backend | 'auto'): Promise<StartedTfjs> {
  if (wanted === 'wasm') return startWasm('asked for');
  const gpu = await findGpu();
  if ('missing' in gpu) {
    if (wanted === 'webgpu') throw new DeviceError(`backend webgpu: ${gpu.missing}; use backend wasm, or see docs/TRAINING.md for what a GPU needs`);
    return startWasm(gpu.missing);
  }
  if (gpu.software && wanted === 'auto') {
    gpu.device.destroy();
    return startWasm(`the only GPU adapter (${gpu.name}) is software, and wasm is faster than that`);
  }
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info));
  await use('webgpu');
  return { backend: 'webgpu', why: `GPU adapter ${gpu.name}`, stop: () => gpu.device.destroy() };
}

async function startWasm(why: string): Promise<StartedTfjs> {
  // The wasm build was written for CommonJS and looks for these two by name.
  const scope = globalThis as { require?: NodeJS.Require; __dirname?: string };
  const require = createRequire(import.meta.url);
  scope.require ??= require;
  scope.__dirname ??= process.cwd();
  // In the package, which needs no other, they lie with what pages fetch.
  const packaged = fileURLToPath(new URL('../parts/', import.meta.url));
  setWasmPaths(existsSync(packaged) ? packaged : join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
  // One thread: deterministic, and TF.js's threaded build does not run in Node.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await use('wasm');
  return { backend: 'wasm', why, stop: () => undefined };
}

/** Sets the backend, and makes sure that TF.js did not quietly take another. */
async function use(backend: Backend): Promise<void> {
  const done = await tf.setBackend(backend);
  await tf.ready();
  if (!done || tf.getBackend() !== backend) throw new DeviceError(`TF.js could not start its ${backend} backend`);
}

type Gpu = { device: GPUDevice; info: GPUAdapterInfo; name: string; software: boolean };

async function findGpu(): Promise<Gpu | { missing: string }> {
  let dawn: { create(options: string[]): GPU; globals: object };
  try {
    const name = 'webgpu';
    dawn = await import(/* @vite-ignore */ name);
  } catch {
    return { missing: 'no GPU: the optional package "webgpu" (Dawn) is not installed' };
  }
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { missing: 'no GPU: WebGPU finds no adapter on this machine' };
  // TF.js looks for it there; Node has a navigator from 21 on.
  const scope = globalThis as { navigator?: object };
  scope.navigator ??= { userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize } = adapter.limits;
  const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize };
  const device = await adapter.requestDevice({ requiredLimits });
  const name = [adapter.info.vendor, adapter.info.architecture, adapter.info.description].filter(Boolean).join(' ');
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(name);
  return { device, info: adapter.info, name, software };
}
