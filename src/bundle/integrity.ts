import { OptionError } from '../errors.ts';

/** sha256 of `bytes`, as 64 lower-case hex digits. Without `crypto.subtle` (a page on plain http) it is done in JavaScript. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle) return hex(new Uint8Array(await subtle.digest('SHA-256', ownsPlainBuffer(bytes) ? bytes : new Uint8Array(bytes))));
  // Only where it is needed: no other page downloads it.
  const { sha256 } = await import('./sha256.ts');
  return hex(sha256(bytes));
}

/**
 * Reads an `integrity` option: `sha256-` and the digest of bundle.json, as 64 hex digits (`tastekit inspect` prints
 * it) or in the base64 form of Subresource Integrity. Returns 64 lower-case hex digits.
 * @throws {OptionError}
 */
export function parseIntegrity(integrity: string): string {
  const digest = /^sha256-(.*)$/s.exec(integrity)?.[1];
  if (digest !== undefined && /^[0-9a-f]{64}$/i.test(digest)) return digest.toLowerCase();
  if (digest !== undefined && /^[A-Za-z0-9+/]{43}=$/.test(digest)) {
    return hex(Uint8Array.from(atob(digest), (char) => char.charCodeAt(0)));
  }
  const came = typeof integrity === 'string' ? JSON.stringify(integrity.slice(0, 100)) : typeof integrity;
  throw new OptionError(
    'integrity',
    `expected "sha256-" and 64 hex digits (or 44 characters of base64), came ${came}; \`tastekit inspect\` prints a bundle's`,
  );
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** WebCrypto refuses views of shared memory; a copy it takes. */
function ownsPlainBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}
