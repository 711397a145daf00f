/**
 * The balance of the head's terms for people the model never saw.
 *
 * Training sees the same users again and again, so on few data it learns their tastes by heart, and the cross-entropy
 * is loath to trust the memory, which at times is far off. Both make the dot product too loud for anybody else and the
 * memory too soft: on validation users, what either is multiplied by is chosen as other hyperparameters are.
 */
import { type Parameters } from './initial-weights.ts';

export interface Balance {
  /** Of `head.gmf`. */
  product: number;
  /** Of `head.memory`. */
  memory: number;
}

export const AS_LEARNED: Balance = { product: 1, memory: 1 };

/** What validation chooses from. */
export const BALANCES: readonly Balance[] = [1, 0.85, 0.7, 0.5, 0.35].flatMap((product) => [1, 1.25, 1.5, 2, 3, 4.5].map((memory) => ({ product, memory })));

/**
 * The place of the balance to take: that of the largest sum, but the first, what was learned, where no other is above it
 * by more than twice its standard error over the users, as a choice among many on a few users follows noise.
 * @param gains of each balance, what it gains on each user, [balances][users]
 */
export function bestBalance(gains: readonly Float64Array[]): number {
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const best = gains.reduce((best, of, at) => (total(of) > total(gains[best]) ? at : best), 0);
  const ahead = gains[best].map((gain, user) => gain - gains[0][user]);
  return total(ahead) > 2 * Math.sqrt(total(ahead.map((each) => each ** 2))) ? best : 0;
}

/** The network in this balance; other weights are the same arrays. */
export function balanced(network: ReadonlyMap<string, Float32Array>, { product, memory }: Balance): Parameters {
  const times = (name: string, factor: number): [string, Float32Array] => [name, (network.get(name) as Float32Array).map((weight) => weight * factor)];
  return new Map([...network, times('head.gmf', product), times('head.memory', memory)]);
}
