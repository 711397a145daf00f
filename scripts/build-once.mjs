import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

/**
 * Runs a build unless its inputs are those of the last time, told by path, size and time of change.
 * @param {string} output a file that the build makes; the stamp lies beside its folder
 * @param {string[]} inputs files and folders
 * @param {() => Promise<unknown>} build
 * @returns {Promise<boolean>} whether it was built now
 */
export async function buildOnce(output, inputs, build) {
  const stamp = join(root, `${dirname(output)}.stamp`);
  const wanted = fingerprint(inputs);
  const made = existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8');
  if (made === wanted) return false;
  rmSync(stamp, { force: true });
  await build();
  writeFileSync(stamp, wanted);
  return true;
}

/** @param {string[]} inputs */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap(files)) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Every file of a folder but tests, in a stable order. @param {string} path @returns {string[]} */
function files(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute) || /[.]test[.]tsx?$/.test(path)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute).toSorted().flatMap((name) => files(join(path, name)));
}
