import { createBitset } from '../../src/kernels/bitset.ts';
import { PlainScorer } from '../../src/kernels/plain-scorer.ts';
import { createWebgpuScorer } from '../../src/kernels/webgpu-scorer.ts';
import { type NeumfConfig } from '../../src/neumf.ts';
import { type Contest, TOP } from '../rank/contestant.ts';
import { sameTop } from '../rank/same-top.ts';
import { type ProgramTimer } from './program-timer.ts';
import { timings } from './timings.ts';

/** Rankings whose programs are timed; the best time of each program counts. */
const TIMED = 20;

/** One size, one or two stages: the whole ranking, and what its programs reach of the device's peaks. */
export async function measureOurs(
  device: GPUDevice,
  timer: ProgramTimer | null,
  { model, queries }: Contest,
  stages: 1 | 2,
  peaks: { copyBytesPerSecond: number; fmaFlopsPerSecond: number },
) {
  const { config, network, tables } = model;
  const options = { candidates: stages === 1 ? 0 : 4096, languageFeatures: navigator.gpu.wgslLanguageFeatures };
  const scorer = await createWebgpuScorer(device, config, network, tables, options);
  const hidden = createBitset(tables.count);
  let turn = 0;
  const rank = () => scorer.rank({ ...queries[turn++ % queries.length], k: TOP, hidden });

  const reference = await new PlainScorer(config, network, tables, options).rank({ ...queries[0], k: TOP, hidden });
  const same = sameTop(await rank(), reference);
  const programs = timer ? await programTimes(timer, rank) : new Map<string, number>();
  const seen = await timings(rank);
  scorer.dispose();

  const perSecond = (program: string, amount: number) => {
    const ns = programs.get(program);
    return ns ? (amount * tables.count) / (ns / 1e9) : null;
  };
  const flops = perSecond('head', headFlops(config));
  const bytes = perSecond('retrieval', retrievalBytes(config));
  const reached =
    stages === 1
      ? { flopsPerSecond: flops, shareOfFmaPeak: flops && flops / peaks.fmaFlopsPerSecond }
      : { bytesPerSecond: bytes, shareOfCopy: bytes && bytes / peaks.copyBytesPerSecond };
  return { scorer: 'ours-webgpu', stages, n: tables.count, ...seen, sameTop50: same, programsUs: inMicroseconds(programs), ...reached };
}

/** Nanoseconds of each program in a ranking, at best. */
async function programTimes(timer: ProgramTimer, rank: () => Promise<unknown>): Promise<Map<string, number>> {
  const best = new Map<string, number>();
  await timer.take();
  timer.watching = true;
  for (let i = 0; i < TIMED; i++) {
    await rank();
    for (const [label, ns] of await timer.take()) best.set(label, Math.min(best.get(label) ?? Infinity, ns));
  }
  timer.watching = false;
  return best;
}

/** Float32 operations of the head for an item whose half of the first layer is there. */
function headFlops({ dim, mlp }: NeumfConfig): number {
  const layers = mlp.slice(1).reduce((sum, width, l) => sum + 2 * mlp[l] * width, 0);
  return 2 * dim + 2 * mlp[0] + layers + 2 * mlp[mlp.length - 1] + 5;
}

/** Bytes of an item that the first stage must read and write: factor, scale, bias, popularity; score. */
function retrievalBytes({ dim }: NeumfConfig): number {
  return dim + 3 * 4 + 4;
}

function inMicroseconds(programs: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...programs].map(([label, ns]) => [label || 'unnamed', ns / 1000]));
}
