/** Ours: the scorers of src/kernels. */
import { PlainScorer } from '../../src/kernels/plain-scorer.ts';
import { createBitset } from '../../src/kernels/bitset.ts';
import { type Scorer } from '../../src/kernels/scorer.ts';
import { createSimdScorer } from '../../src/kernels/simd/simd-scorer.ts';
import { simdSupport } from '../../src/kernels/simd/simd-support.ts';
import { type RandomModel } from '../../src/kernels/testing/random-model.ts';
import { createWebgpuScorer } from '../../src/kernels/webgpu-scorer.ts';
import { browserGpu } from './browser-gpu.ts';
import { type Contestant, type Spec, TOP } from './contestant.ts';

export async function openOurs(model: RandomModel, { scorer: name, stages }: Spec): Promise<Contestant> {
  const { config, network, tables } = model;
  const options = stages === 1 ? { candidates: 0 } : { candidates: 4096 };
  const hidden = createBitset(tables.count);
  const { scorer, note } = await make();
  return { rank: (query) => scorer.rank({ ...query, k: TOP, hidden }), note };

  async function make(): Promise<{ scorer: Scorer; note: string }> {
    if (name === 'js') return { scorer: new PlainScorer(config, network, tables, options), note: 'float64 loops' };
    if (name === 'ours-wasm') return { scorer: await createSimdScorer(config, network, tables, options), note: `${simdSupport()} SIMD` };
    const { device, name: note } = await browserGpu();
    const languageFeatures = navigator.gpu.wgslLanguageFeatures;
    return { scorer: await createWebgpuScorer(device, config, network, tables, { ...options, languageFeatures }), note };
  }
}
