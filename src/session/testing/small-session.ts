/** A session over a small random model, for tests. */
import { PlainScorer } from '../../kernels/plain-scorer.ts';
import { randomModel } from '../../kernels/testing/random-model.ts';
import { randomPlaces } from '../../kernels/testing/random-places.ts';
import { randomTransitions } from '../../kernels/testing/random-transitions.ts';
import { TransitionMemory } from '../../kernels/transition-memory.ts';
import { Walk } from '../../kernels/walk.ts';
import { type NeumfConfig } from '../../neumf.ts';
import { Sfc32 } from '../../random.ts';
import { type EventType } from '../../types.ts';
import { type SessionEvent } from '../session-event.ts';
import { type LearningSettings, type SessionModel } from '../session-model.ts';
import { Session } from '../session.ts';

export const SMALL_LEARNING: LearningSettings = {
  rates: { vector: 0.3, adapter: 0.2, mix: 0.05, walk: 0.3 },
  steps: 1,
  negatives: 12,
  replay: 5,
  proximal: 0.01,
  ramp: 0,
  guard: true,
  eventWeights: { view: 1, click: 1, like: 1.5, purchase: 2, dislike: -1, dwell: 1, skip: -0.2, dismiss: -4 },
};

/** With a memory that a history of a few events outgrows. */
const MEMORY = { traces: [{ window: 6, decay: 0.8 }, { window: 8, decay: 1 }], epsilon: 0.01 };
/** Of which a few items of a small catalogue lie outside. */
const WALK = { orders: ['id', 'title'], spans: [2, 9] };

export function smallModel(items = 80, learning: Partial<LearningSettings> = {}, settings: Partial<NeumfConfig> = {}): SessionModel {
  const { config, network, tables } = randomModel(items, { memory: MEMORY, walk: WALK, ...settings });
  const memory = config.memory && new TransitionMemory(config.memory, randomTransitions(items, 8, new Sfc32(items, 5)));
  const walk = config.walk ? new Walk(config.walk, config.walk.orders.map((_, order) => randomPlaces(items, new Sfc32(items, 6 + order)))) : null;
  // A bundle's visitors start at nothing learned; only the adapter's way in is random.
  for (const name of ['personal.vector', 'personal.adapterOut', 'personal.mix', 'personal.walk']) network.get(name)?.data.fill(0);
  return { config, network, learning: { ...SMALL_LEARNING, ...learning }, ...tables, memory, walk };
}

export function smallSession(model: SessionModel, events: readonly SessionEvent[] = []): Session {
  const session = new Session(model, new PlainScorer(model.config, model.network, model));
  session.observe(events);
  return session;
}

const TAKEN: readonly EventType[] = ['view', 'click', 'like', 'dislike', 'purchase'];

/** `count` seeded events, by default of types that the small model takes; ids ascend from 1. */
export function randomEvents(count: number, items: number, seed: number, types = TAKEN): SessionEvent[] {
  const random = new Sfc32(seed, count);
  return Array.from({ length: count }, (_, i) => ({ id: i + 1, item: random.below(items), type: types[random.below(types.length)] }));
}
