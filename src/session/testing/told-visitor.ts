/** A visitor of whom each event is foretold before it is learned, by the lists they see and by those of the frozen model. */
import { bitsetOf } from '../../kernels/bitset.ts';
import { type Learner } from '../../learner/learner.ts';
import { type SessionEvent } from '../session-event.ts';
import { type Session } from '../session.ts';
import { type SessionModel } from '../session-model.ts';
import { isSettled } from '../taken.ts';
import { smallSession } from './small-session.ts';

/** An event before it has an id. */
export type Deed = Omit<SessionEvent, 'id'>;

/** How an event was foretold, among all items not met yet: log-loss in nats, and the places before it. */
export interface Told {
  loss: number;
  frozenLoss: number;
  rank: number;
  frozenRank: number;
}

export class ToldVisitor {
  readonly session: Session;
  readonly #learner: Learner;

  constructor(model: SessionModel, learner: Learner) {
    this.session = smallSession(model);
    this.#learner = learner;
  }

  /** Observes and learns it; `tell`: tells how it was foretold, null where no list would have shown its item or nothing was taken. */
  async act(deed: Deed, tell: boolean): Promise<Told | null> {
    const told = tell && deed.type !== 'skip' && deed.type !== 'dismiss' ? await this.foretold(deed.item) : null;
    this.session.observe([{ ...deed, id: this.session.events.length + 1 }]);
    while (await this.session.learnNext(this.#learner));
    return told;
  }

  private async foretold(item: number): Promise<Told | null> {
    const met = metBy(this.session);
    if (met.has(item)) return null;
    const [own, frozen] = [await this.session.scores(), await this.session.scores(false)].map((scores) => placeOf(scores, item, met));
    return { loss: own.loss, rank: own.rank, frozenLoss: frozen.loss, frozenRank: frozen.rank };
  }
}

/** What one does who walks on through the first list, or where the model has none takes one of those it would show: a new item each time. */
export async function ordinaryDeed(session: Session, event: number): Promise<Deed> {
  const { walk, count } = session.model;
  const last = session.events.at(-1);
  if (walk && last && event > 0) {
    const [item] = walk.ahead(last.item, bitsetOf(metBy(session), count), 1);
    return { item, type: 'click' };
  }
  const { items } = await session.rank({ limit: 20, personal: false });
  return { item: items[(7 * event) % items.length], type: 'click' };
}

function metBy({ events }: Session): Set<number> {
  return new Set(events.filter(({ type }) => isSettled(type)).map(({ item }) => item));
}

function placeOf(scores: Float32Array, item: number, met: ReadonlySet<number>): { loss: number; rank: number } {
  const open = scores.filter((_, other) => !met.has(other));
  const top = open.reduce((most, score) => Math.max(most, score), -Infinity);
  const sum = open.reduce((all, score) => all + Math.exp(score - top), 0);
  return { loss: Math.log(sum) + top - scores[item], rank: open.reduce((before, score) => before + (score > scores[item] ? 1 : 0), 0) };
}
