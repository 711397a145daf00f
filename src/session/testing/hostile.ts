/** What visitors do who mean the model no good, or nothing at all. */
import { Sfc32 } from '../../random.ts';
import { type Session } from '../session.ts';
import { type Deed } from './told-visitor.ts';

/** The next things such a visitor does; asked `rounds` times, with the session as it then is. */
export interface Hostile {
  name: string;
  rounds: number;
  next: (session: Session, round: number, random: Sfc32) => Promise<Deed[]> | Deed[];
}

const LIST = 20;

export const HOSTILE: readonly Hostile[] = [
  {
    name: 'clicks at random',
    rounds: 120,
    next: ({ model }, _, random) => [{ item: random.below(model.count), type: 'click' }],
  },
  {
    name: 'one item 500 times',
    rounds: 500,
    next: () => [{ item: 3, type: 'like' }],
  },
  {
    name: 'tastes that alternate',
    rounds: 120,
    // From both ends of the first factor.
    next: (session, round) => [{ item: ends(session)[round % 2][round >> 1], type: 'like' }],
  },
  {
    name: 'bursts of dislikes and dismissals',
    rounds: 12,
    next: ({ model }, round, random) =>
      Array.from({ length: 10 }, () => ({ item: random.below(model.count), type: round % 3 === 0 ? 'click' : round % 3 === 1 ? 'dislike' : 'dismiss' })),
  },
  {
    name: 'skips of everything shown',
    rounds: 6,
    next: async (session) => {
      const shown = [...(await session.rank({ limit: LIST })).items];
      return shown.map((item) => ({ item, type: 'skip', shown: shown.filter((other) => other !== item) }));
    },
  },
  {
    name: 'the worst of all beside the best',
    rounds: 60,
    next: async (session) => {
      const { items } = await session.rank({ limit: session.model.count });
      return [{ item: items[items.length - 1], type: 'like', shown: [...items.subarray(0, LIST)] }];
    },
  },
];

/** Items in the order of their first factor, from both ends; [2][n / 2]. */
function ends({ model: { count, factors, config } }: Session): number[][] {
  const of = (item: number) => factors.values[item * config.dim] * factors.scales[item];
  const order = Array.from({ length: count }, (_, item) => item).sort((a, b) => of(a) - of(b));
  return [order, order.toReversed()];
}
