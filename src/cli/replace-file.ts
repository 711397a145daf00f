import { rename, rm } from 'node:fs/promises';
import { writeSynced } from '../training/write-synced.ts';

/** Makes `file` hold `text`, or leaves it as it was: written beside it, then renamed. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.tastekit-tmp-${process.pid}`;
  try {
    await writeSynced(temporary, new TextEncoder().encode(text), 'w');
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
