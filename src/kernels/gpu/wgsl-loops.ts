/** Pieces of WGSL text that the head's programs are built of. */

/** Longer loops stay loops: a program's text, and the time to compile it, must stay small. */
const UNROLLED = 16;

/**
 * A loop over 0 … count − 1, written out where it is short: then every index is a constant, and arrays of a thread
 * stay in registers, which no GPU indexes.
 */
export function repeat(name: string, count: number, body: (index: string) => string): string {
  if (count > UNROLLED) return loop(name, count, body);
  return Array.from({ length: count }, (_, i) => body(`${i}u`)).join('\n');
}

/** A loop over 0 … count − 1. */
export function loop(name: string, count: number, body: (index: string) => string): string {
  return `for (var ${name} = 0u; ${name} < ${count}u; ${name}++) {\n${body(name)}\n}`;
}

/** The same text for each of the items a thread scores. */
export function each(items: number, body: (item: number) => string): string {
  return Array.from({ length: items }, (_, item) => body(item)).join('\n');
}

/** A buffer of constants. Small ones are uniform: GPUs read those fastest where all threads want the same. */
export function constants(device: { limits: { maxUniformBufferBindingSize: number } }, bytes: number): GPUBufferBindingType {
  return bytes <= device.limits.maxUniformBufferBindingSize ? 'uniform' : 'read-only-storage';
}

/** The WGSL address space of a binding. */
export function addressSpace(type: GPUBufferBindingType): string {
  if (type === 'uniform') return 'uniform';
  return type === 'storage' ? 'storage, read_write' : 'storage, read';
}

/** WGSL: the bindings 0, 1, … of group 0. */
export function declarations(bindings: readonly (readonly [name: string, wgsl: string, type: GPUBufferBindingType])[]): string {
  return bindings
    .map(([name, wgsl, type], i) => `@group(0) @binding(${i}) var<${addressSpace(type)}> ${name}: ${wgsl};`)
    .join('\n');
}
