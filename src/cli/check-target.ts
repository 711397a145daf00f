import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, OptionError } from '../errors.ts';

/** Makes sure that `file`, given as `option`, can be written. @throws OptionError */
export async function checkTarget(option: string, file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) throw new OptionError(option, `expected a file to write, got the folder ${file}; add a name`);
  try {
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (cause) {
    throw new OptionError(option, `expected a place to write, got ${file} (${messageOf(cause)}); give another path`, { cause });
  }
}
