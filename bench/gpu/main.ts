/**
 * `npm run bench:gpu`: the kernels on a GPU in Node, through Dawn, beside what the GPU can do at most and beside TF.js.
 * docs/BENCHMARKS.md says what each figure is.
 *
 * --json FILE   writes the figures there
 * --n 100000,1000000
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/errors.ts';
import { contestOf } from '../rank/contest.ts';
import { copyBandwidth, fmaPeak } from './device-peaks.ts';
import { measureOurs } from './measure-ours.ts';
import { measureTfjs } from './measure-tfjs.ts';
import { type DawnGpu, openDawn } from './open-dawn.ts';
import { ProgramTimer } from './program-timer.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, n: { type: 'string' } } });

try {
  await main(await openDawn());
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

async function main({ device, info, name, software }: DawnGpu): Promise<void> {
  // A software adapter shows that it runs, no more.
  const sizes = (values.n ?? (software ? '500' : '100000,1000000')).split(',').map(Number);
  console.log(`${name}${software ? ' (software: times say little)' : ''}`);
  const peaks = {
    copyBytesPerSecond: await copyBandwidth(device, software ? 2 ** 22 : Math.min(2 ** 29, device.limits.maxStorageBufferBindingSize)),
    fmaFlopsPerSecond: await fmaPeak(device, software ? 16 : 8192),
  };
  console.log(`copies ${giga(peaks.copyBytesPerSecond)} GB/s, multiplies and adds ${giga(peaks.fmaFlopsPerSecond)} GFLOP/s`);
  const timer = device.features.has('timestamp-query') ? new ProgramTimer(device) : null;
  if (!timer) console.log('the adapter has no timestamp-query: only times seen from outside');

  const rows: object[] = [];
  for (const n of sizes) {
    const contest = contestOf(n);
    for (const stages of [1, 2] as const) rows.push(await measureOurs(device, timer, contest, stages, peaks));
    for (const precomputed of [true, false]) rows.push(await measureTfjs(device, info, contest, precomputed));
    for (const row of rows.slice(-4)) console.log(JSON.stringify(row));
  }
  const machine = { adapter: name, software, cpu: cpus()[0]?.model ?? 'unknown', platform: process.platform, node: process.version };
  const result = { machine, date: new Date().toISOString().slice(0, 10), peaks, rows };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  device.destroy();
}

function giga(value: number): string {
  return (value / 1e9).toFixed(1);
}
