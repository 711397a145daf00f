import { networkShapes } from '../neumf.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type Tensor } from '../types.ts';

/**
 * The model with the smallest MLP there can be, where the MLP's output weights are all 0, as in a tower that was trained
 * without one: its term is 0 either way, and so is its gradient, at a fraction of the work. Other models as they are.
 */
export function withoutIdleMlp(model: SessionModel): SessionModel {
  if (model.network.get('head.mlp.out')?.data.some((value) => value !== 0) !== false) return model;
  const config = { ...model.config, mlp: [1] };
  const network = new Map<string, Tensor>();
  for (const [name, shape] of Object.entries(networkShapes(config))) {
    const known = model.network.get(name);
    const kept = known !== undefined && !name.startsWith('head.mlp');
    network.set(name, kept ? known : { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) });
  }
  return { ...model, config, network };
}
