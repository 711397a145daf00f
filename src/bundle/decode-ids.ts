import { BundleError } from '../errors.ts';
import { ItemIds } from './item-ids.ts';
import { parseList } from './item-text.ts';
import { showValue } from './show-value.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Bytes checked at once for being UTF-8. */
const SLICE = 2 ** 20;
/** Of a list that is not written an id a line: parsed JSON takes many times its bytes. */
const MAX_JSON_BYTES = 32 * 2 ** 20;

/** @throws {BundleError} unless the file holds `count` different, non-empty ids of whole characters. */
export function decodeIds(file: string, bytes: Uint8Array, count: number): ItemIds {
  const { text, offsets } = (isUtf8(bytes) && fromLines(bytes, count)) || fromJson(file, bytes, count);
  return new ItemIds(file, text, offsets);
}

interface Packed {
  /** UTF-8 of all ids, one behind the other. */
  text: Uint8Array;
  /** [count + 1] */
  offsets: Uint32Array;
}

/**
 * The list as `encodeIds` writes it, an id a line: its bytes are taken over as they stand, without a string an id and
 * without a second copy of the file as text. Null where the file is otherwise, sound or not.
 */
function fromLines(bytes: Uint8Array, count: number): Packed | null {
  if (bytes[0] !== 0x5b || bytes[1] !== 0x0a) return null;
  const text = new Uint8Array(bytes.length);
  const offsets = new Uint32Array(count + 1);
  let at = 2;
  for (let index = 0; index < count; index++) {
    const start = at;
    if (bytes[at++] !== QUOTE) return null;
    let to = offsets[index];
    let escaped = false;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
      // A control character, or the end of the file (undefined).
      if (!(byte >= 0x20)) return null;
      if (byte === BACKSLASH) {
        escaped = true;
        at++;
      }
      text[to++] = byte;
    }
    at++;
    if (escaped) {
      const id = parsed(bytes.subarray(start, at));
      if (id === null) return null;
      to = offsets[index] + new TextEncoder().encodeInto(id, text.subarray(offsets[index])).written;
    }
    offsets[index + 1] = to;
    const last = index === count - 1;
    if (bytes[at++] !== (last ? 0x0a : 0x2c) || bytes[at++] !== (last ? 0x5d : 0x0a)) return null;
  }
  if (at !== bytes.length - 1 || bytes[at] !== 0x0a) return null;
  return { text: text.slice(0, offsets[count]), offsets };
}

/** A JSON string with escapes; null where it is none, or has no UTF-8. */
function parsed(bytes: Uint8Array): string | null {
  try {
    const id: unknown = JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    return typeof id === 'string' && isWhole(id) ? id : null;
  } catch {
    return null;
  }
}

/** Any valid JSON, and the reason where it is not a list of ids. */
function fromJson(file: string, bytes: Uint8Array, count: number): Packed {
  if (bytes.length > MAX_JSON_BYTES) throw new BundleError(file, `has ${bytes.length} bytes and is not written an id a line, as "[", ids with commas, and "]": more than the ${MAX_JSON_BYTES} allowed of other JSON`);
  // An id's UTF-8 is never longer than its JSON.
  const text = new Uint8Array(bytes.length);
  const offsets = new Uint32Array(count + 1);
  for (const [index, id] of parseList(file, bytes, count, 2).entries()) {
    if (typeof id !== 'string') throw new BundleError(file, `item ${index}: expected an id, came ${showValue(id)}`);
    if (!isWhole(id)) throw new BundleError(file, `item ${index}: expected an id of whole characters, came ${showValue(id)}`);
    offsets[index + 1] = offsets[index] + new TextEncoder().encodeInto(id, text.subarray(offsets[index])).written;
  }
  return { text: text.slice(0, offsets[count]), offsets };
}

/** Whether no half of a UTF-16 pair stands alone. */
function isWhole(id: string): boolean {
  return !/\p{Surrogate}/u.test(id);
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let from = 0; from < bytes.length; from += SLICE) decoder.decode(bytes.subarray(from, from + SLICE), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}
