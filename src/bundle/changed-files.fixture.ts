/** A bundle's files as someone else left them: changed, and listed anew, so that a change gets behind the check of hashes. */
import { sha256Hex } from './integrity.ts';
import { MANIFEST_FILE, type Manifest } from './manifest.ts';
import { type ReadFile } from './read-file.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (files: Files, path: string): string => new TextDecoder().decode(files.get(path));

export function readerOf(files: Files): ReadFile {
  return async (path) => {
    const bytes = files.get(path);
    if (!bytes) throw new Error('404 Not Found');
    return bytes;
  };
}

/** With bundle.json as `edit` leaves it, however little that is one. */
export function withManifest(files: Files, edit: (manifest: Manifest) => unknown): Files {
  const manifest: Manifest = JSON.parse(textOf(files, MANIFEST_FILE));
  edit(manifest);
  return new Map(files).set(MANIFEST_FILE, bytesOf(JSON.stringify(manifest)));
}

/** With another file, listed with its true length and sha256, so that its content alone is at fault. */
export async function withFile(files: Files, path: string, bytes: Uint8Array): Promise<Files> {
  const listed = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
  return new Map(withManifest(files, (manifest) => (manifest.files[path] = listed))).set(path, bytes);
}

/** With a JSON file edited, no shorter than it was. */
export function withJson(files: Files, path: string, edit: (json: Record<string, unknown>[]) => unknown): Promise<Files> {
  const json = JSON.parse(textOf(files, path));
  edit(json);
  return withFile(files, path, bytesOf(JSON.stringify(json).padEnd(files.get(path)?.length ?? 0)));
}

export function withTensors(files: Files, path: string, edit: (tensors: Map<string, SafeTensor>) => unknown): Promise<Files> {
  const { tensors } = decodeSafetensors(path, Uint8Array.from(files.get(path) ?? []));
  edit(tensors);
  return withFile(files, path, encodeSafetensors(tensors));
}

/** With the header of a safetensors file as `edit` leaves its text, the data as they were. */
export function withHeader(files: Files, path: string, edit: (header: string) => string): Promise<Files> {
  const bytes = files.get(path) ?? new Uint8Array();
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = bytesOf(edit(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd()));
  const padded = Math.ceil(header.length / 8) * 8;
  const data = bytes.subarray(8 + length);
  const made = new Uint8Array(8 + padded + data.length).fill(0x20, 8, 8 + padded);
  new DataView(made.buffer).setBigUint64(0, BigInt(padded), true);
  made.set(header, 8);
  made.set(data, 8 + padded);
  return withFile(files, path, made);
}
