import { open } from 'node:fs/promises';

/** Writes a file and waits until the disk has it. `wx`: the file must be new; `w`: an old one is replaced. */
export async function writeSynced(file: string, bytes: Uint8Array, flag: 'w' | 'wx'): Promise<void> {
  const handle = await open(file, flag);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
