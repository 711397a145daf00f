/** What a session needs of a bundle. */
import { type Bundle } from '../bundle/bundle.ts';
import { type QuantisedRows } from '../bundle/quantise.ts';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { Walk } from '../kernels/walk.ts';
import { type LearnerSettings } from '../learner/learner.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type EventType, type Weights } from '../types.ts';

/** How the device learns, whole: the learner's settings and what the session feeds it with. */
export interface LearningSettings extends LearnerSettings {
  /** Negatives drawn for each event. */
  negatives: number;
  /** Earlier events learned again with each event. */
  replay: number;
  /** Weight and sign of each event type. */
  eventWeights: Record<EventType, number>;
}

export interface SessionModel {
  config: NeumfConfig;
  network: Weights;
  learning: LearningSettings;
  /** Number of items, n. */
  count: number;
  /** Item factors as shipped: int8 rows and their scales. There is no other copy; a row is made float32 where it is used. */
  factors: QuantisedRows;
  bias: Float32Array;
  popularity: Float32Array;
  /** What comes after what; null iff `config.memory` is. Sessions may share it. */
  memory: TransitionMemory | null;
  /** The orders in which a visitor may walk; null iff the model has no walk term. Sessions may share it. */
  walk: Walk | null;
}

/** The part of an opened bundle that a session works on. */
export function sessionModel({ manifest, network, items }: Bundle): SessionModel {
  const { model: config, learning } = manifest;
  const { count, factors, bias, popularity } = items;
  const memory = config.memory && items.memory && new TransitionMemory(config.memory, items.memory);
  const walk = config.walk && items.orders ? new Walk(config.walk, items.orders) : null;
  return { config, network, learning, count, factors, bias, popularity, memory, walk };
}
