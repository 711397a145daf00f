/** Which of the two modules a device runs: `relaxed` has multiply-add in one instruction. */
export type SimdVariant = 'simd' | 'relaxed';

/** The best that this device runs. */
export function simdSupport(): SimdVariant | 'none' {
  if (typeof WebAssembly !== 'object') return 'none';
  if (!WebAssembly.validate(moduleWith([...SPLAT, DROP]))) return 'none';
  return WebAssembly.validate(moduleWith([...SPLAT, ...SPLAT, ...SPLAT, ...RELAXED_MADD, DROP])) ? 'relaxed' : 'simd';
}

/** i32.const 0, i8x16.splat */
const SPLAT = [0x41, 0x00, 0xfd, 0x0f];
/** f32x4.relaxed_madd */
const RELAXED_MADD = [0xfd, 0x85, 0x02];
const DROP = 0x1a;

/** A module of one function () → () with these instructions. */
function moduleWith(instructions: readonly number[]): Uint8Array<ArrayBuffer> {
  const body = [0x00, ...instructions, 0x0b];
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const types = [0x01, 0x04, 0x01, 0x60, 0x00, 0x00];
  const functions = [0x03, 0x02, 0x01, 0x00];
  return Uint8Array.from([...magic, ...types, ...functions, 0x0a, body.length + 2, 0x01, body.length, ...body]);
}
