import { type NeumfConfig } from '../neumf.ts';
import { type TransitionTables } from '../types.ts';

/** A model when its training is over, items in the order of the data set's. */
export interface TrainedModel {
  config: NeumfConfig;
  /** By the names of `networkShapes`. */
  network: ReadonlyMap<string, Float32Array>;
  /** [n, d] */
  factors: Float32Array;
  bias: Float32Array;
  popularity: Float32Array;
  /** Null iff `config.memory` is. */
  memory: TransitionTables | null;
}
