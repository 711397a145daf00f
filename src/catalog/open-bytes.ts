import { open, stat } from 'node:fs/promises';
import type { ReadStream } from 'node:fs';

import { DataError } from '../errors.ts';

/** Opens a file and tells by its first two bytes whether it is gzip. The stream closes the file. */
export async function openBytes(file: string): Promise<{ bytes: ReadStream; gzipped: boolean }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const gzipped = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    return { bytes: handle.createReadStream({ start: 0 }), gzipped };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Size on disk in bytes. @throws DataError where there is no such file */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw fileError(file, error);
  }
}

/** An error of the file system or of zlib as a DataError; any other one as it is. */
export function fileError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.code.startsWith('Z_')) {
    return new DataError(
      { file },
      `expected whole gzip data, got damaged or cut-off data (${error.message}); copy or compress the file again`,
      { cause: error },
    );
  }
  const got = UNREADABLE.get(error.code);
  return got === undefined
    ? error
    : new DataError({ file }, `expected a readable file, got ${got}; check the path`, { cause: error });
}

const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no file of this name'],
  ['ENOTDIR', 'no file of this name'],
  ['EISDIR', 'a directory'],
  ['ESPIPE', 'a pipe, which cannot be read twice: write it to a file first'],
  ['EACCES', 'one this user may not read'],
  ['EPERM', 'one this user may not read'],
]);
