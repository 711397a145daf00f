import { BundleError } from '../errors.ts';
import { type NeumfConfig, MIX_TERMS } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { MAX_NUMBER } from './check-tensors.ts';

/** Far beyond any trained model's, and so far below what float32 holds, 3e38, that a personal part within its bounds does not get there. */
const MAX_SCORE = 1e20;

/**
 * Refuses a network whose scores could leave float32, so that whatever opens ranks: bounds |score| by the sums of absolute
 * weights (interval arithmetic), for items of at most `MAX_NUMBER` and any history, at the bundle's start.
 * @throws {BundleError} naming the file.
 */
export function checkScoreBound(file: string, config: NeumfConfig, network: Weights): void {
  const bound = scoreBound(config, network);
  if (!(bound <= MAX_SCORE)) {
    throw new BundleError(file, `its weights are so large that scores could reach ${bound.toPrecision(3)}, more than the ${MAX_SCORE} allowed`);
  }
}

function scoreBound(config: NeumfConfig, network: Weights): number {
  const of = (name: string) => network.get(name)?.data ?? new Float32Array();
  const largest = (name: string) => of(name).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  /** Bounds of x·W + b, given those of x; W is [x.length, b.length]. */
  const through = (x: readonly number[], weight: Float32Array, bias: readonly number[]) =>
    bias.map((b, to) => x.reduce((sum, bound, from) => sum + bound * Math.abs(weight[from * bias.length + to]), b));
  const zeros = (length: number) => Array.from({ length }, () => 0);
  const absolute = (name: string) => Array.from(of(name), Math.abs);

  const { dim, adapterRank, mlp, memory } = config;
  const gain = of('tower.ln.gain');
  // What a layer norm makes of d numbers has the length √d.
  const z = absolute('tower.ln.bias').map((bias, i) => bias + Math.sqrt(dim) * Math.abs(gain[i]));
  const inner = through(z, of('personal.adapterIn'), zeros(adapterRank));
  const adapted = through(inner, of('personal.adapterOut'), absolute('personal.vector'));
  const own = through(z, of('tower.out.weight'), absolute('tower.out.bias'));
  const user = own.map((bound, i) => bound + adapted[i]);
  const item = Array.from({ length: dim }, () => MAX_NUMBER);

  const gmf = absolute('head.gmf').reduce((sum, weight, i) => sum + weight * user[i] * item[i], 0);
  let layer = through(user, of('head.mlp0.user'), through(item, of('head.mlp0.item'), absolute('head.mlp0.bias')));
  for (let l = 1; l < mlp.length; l++) layer = through(layer, of(`head.mlp${l}.weight`), absolute(`head.mlp${l}.bias`));
  const [top] = through(layer, of('head.mlp.out'), [0]);
  const popularity = largest('head.popularity') * MAX_NUMBER;
  const traces = memory ? memory.traces.reduce((sum, { window }) => sum + Math.log1p((window * MAX_NUMBER) / memory.epsilon), 0) * largest('head.memory') : 0;
  const walk = absolute('personal.walk').reduce((sum, weight) => sum + weight, 0);

  const terms = [gmf, top, MAX_NUMBER, popularity, traces];
  const mix = of('personal.mix');
  return MIX_TERMS.reduce((sum, _, i) => sum + Math.exp(mix[i]) * terms[i], walk);
}
