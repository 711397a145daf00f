/** Reads a bundle's files over HTTP. */
import { MANIFEST_FILE } from '../bundle/manifest.ts';
import { type ReadFile } from '../bundle/read-file.ts';

/** A reader of the files below `base`, an absolute URL ending in `/`. Stops reading past the bytes allowed. */
export function fetchFile(base: string): ReadFile {
  return async (path, { bytes, signal }) => {
    // An old bundle.json from the cache would not fit new files beside it; those are pinned by their hashes.
    const cache = path === MANIFEST_FILE ? 'no-cache' : 'default';
    const response = await fetch(new URL(path, base), { signal, credentials: 'same-origin', cache });
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    const reader = response.body.getReader();
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.length;
      if (length > bytes) {
        await reader.cancel();
        break;
      }
    }
    return joined(chunks, length);
  };
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
