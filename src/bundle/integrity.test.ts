import { afterEach, expect, test, vi } from 'vitest';
import { parseIntegrity, sha256Hex } from './integrity.ts';

/** FIPS 180-2, appendix B.1. */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const abc = new TextEncoder().encode('abc');

afterEach(() => vi.unstubAllGlobals());

test('sha256 with WebCrypto, and of a view', async () => {
  expect(await sha256Hex(abc)).toBe(ABC);
  expect(await sha256Hex(new TextEncoder().encode('xabcx').subarray(1, 4))).toBe(ABC);
});

test('sha256 without crypto.subtle, as on a page on plain http', async () => {
  vi.stubGlobal('crypto', {});
  expect(await sha256Hex(abc)).toBe(ABC);
});

test('sha256 of shared memory, which WebCrypto refuses', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(3));
  shared.set(abc);
  expect(await sha256Hex(shared)).toBe(ABC);
});

test('integrity in hex and in base64', () => {
  expect(parseIntegrity(`sha256-${ABC}`)).toBe(ABC);
  expect(parseIntegrity(`sha256-${ABC.toUpperCase()}`)).toBe(ABC);
  expect(parseIntegrity('sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=')).toBe(ABC);
});

test('anything else is refused', () => {
  expect(() => parseIntegrity(ABC)).toThrowErrorMatchingInlineSnapshot(`[OptionError: integrity: expected "sha256-" and 64 hex digits (or 44 characters of base64), came "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; \`tastekit inspect\` prints a bundle's]`);
  expect(() => parseIntegrity('sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K')).toThrowErrorMatchingInlineSnapshot(`[OptionError: integrity: expected "sha256-" and 64 hex digits (or 44 characters of base64), came "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K"; \`tastekit inspect\` prints a bundle's]`);
  for (const wrong of ['', 'sha256-', `sha256-${ABC}0`, `sha256-${ABC}\n`, `sha256-${ABC.slice(1)}`, `SHA256-${ABC}`, `sha256-${ABC} sha256-${ABC}`]) {
    expect(() => parseIntegrity(wrong)).toThrow('expected "sha256-" and 64 hex digits');
  }
});
