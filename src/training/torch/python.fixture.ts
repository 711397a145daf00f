/** A Python with PyTorch, for the tests that compare with it. */
import { spawnSync } from 'node:child_process';
import { findPython } from './find-python.ts';

export const python = findPython('torch, numpy');
/** For a title: why a test is skipped. */
export const withoutTorch = python === undefined ? ' (skipped: there is no python3 with torch and numpy)' : '';

/** What a script prints. @throws with what it says, where it fails */
export function runPython(script: string, ...given: string[]): string {
  const { stdout, stderr, status } = spawnSync(python as string, [script, ...given], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0 || stderr !== '') throw new Error(`${script} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}
