/** The command line as people run it: built and spawned. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/tastekit.mjs', import.meta.url));

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/**
 * Runs `tastekit` to its end; the first run builds it from the sources, unless it is built. SIGINT is sent when the first
 * line that matches `interruptAt` has come.
 */
export function tastekit(args: string[], interruptAt?: RegExp): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, NO_COLOR: '1', npm_lifecycle_event: undefined } });
  const outcome: Outcome = { code: null, out: '', err: '' };
  let interrupted = false;
  child.stdout.on('data', (chunk: Buffer) => (outcome.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    outcome.err += chunk.toString();
    if (interrupted || !interruptAt?.test(outcome.err)) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
  });
}
