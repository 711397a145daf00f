/** One training at a time writes to a folder and its checkpoint. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OptionError } from '../errors.ts';

/**
 * Takes `<out>.lock` for this process, in a folder that is made where it is missing, over from one that no longer lives. Resolves to the function that gives it back.
 * @throws OptionError naming the process that holds it.
 */
export async function lockOut(out: string): Promise<() => Promise<void>> {
  const file = `${out}.lock`;
  await mkdir(dirname(file), { recursive: true });
  while (!(await created(file))) {
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isAlive(holder)) throw new OptionError('out', `process ${holder} is training into ${out}; wait for it, or give another folder`);
    await rm(file, { force: true });
  }
  return () => rm(file, { force: true });
}

async function created(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Signal 0 only asks. A process of another user lives, too. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
