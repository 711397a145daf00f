import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Writes files for the tests of one test file into a folder that goes after them: hand in vitest's `afterAll`. */
export function temporaryFiles(afterAll: (remove: () => void) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-catalog-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let written = 0;
  return {
    folder,
    /** Returns the path. */
    write(content: string | Uint8Array, name = `${written++}.csv`): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    gzip(content: string): Buffer {
      return gzipSync(content);
    },
    /** What a promise is rejected with, the folder cut from its message. */
    async refusal(promise: Promise<unknown>): Promise<string> {
      const error = await promise.then(
        () => new Error('was not refused'),
        (reason: unknown) => reason,
      );
      return error instanceof Error ? `${error.name}: ${error.message}`.replaceAll(`${folder}/`, '') : String(error);
    },
  };
}
