import { IDLE_MLP, networkShapes } from '../neumf.ts';
import { type TrainedModel } from './trained-model.ts';

/**
 * The model with the smallest MLP there can be, where the MLP's output weights are all 0, as in a tower that was trained
 * without one: its term is 0 either way, and so is its gradient, at a fraction of the work. Other models as they are.
 */
export function withoutIdleMlp(model: TrainedModel): TrainedModel {
  if (model.network.get('head.mlp.out')?.some((weight) => weight !== 0) !== false) return model;
  const config = { ...model.config, mlp: [...IDLE_MLP] };
  const network = new Map(
    Object.entries(networkShapes(config)).map(([name, shape]) => {
      const known = name.startsWith('head.mlp') ? undefined : model.network.get(name);
      return [name, known ?? new Float32Array(shape.reduce((product, size) => product * size, 1))];
    }),
  );
  return { ...model, config, network };
}
