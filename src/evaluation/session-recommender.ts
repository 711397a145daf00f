/** Our own model under evaluation: the very session that runs in the page, over the weights as shipped. */
import { type BundleItems } from '../bundle/bundle.ts';
import { type Scorer } from '../kernels/scorer.ts';
import { type Learner } from '../learner/learner.ts';
import { type SessionModel } from '../session/session-model.ts';
import { Session } from '../session/session.ts';
import { type Item } from '../types.ts';
import { type EvaluatedEvent, type Recommender, type Visitor } from './recommender.ts';

export interface SessionRecommenderOptions {
  model: SessionModel;
  /** Of the model. Stays the caller's. */
  scorer: Scorer;
  /** The bundle's row of each item of the data set, −1 where it has none, [n] (`bundleRows`). */
  rows: Int32Array;
  /** Learns every event before the next prediction; null: the frozen tower. Stays the caller's. */
  learner: Pick<Learner, 'learn'> | null;
}

/**
 * As in the page, an event on an item that the bundle does not know is passed over. Such an item is never recommended:
 * its score is −∞.
 */
export function sessionRecommender(options: SessionRecommenderOptions): Recommender {
  return { start: () => new SessionVisitor(options) };
}

/** The bundle's row of each item, matched by id; −1 for those it does not know. [n] */
export function bundleRows(items: readonly Item[], { ids }: Pick<BundleItems, 'ids'>): Int32Array {
  return Int32Array.from(items, ({ id }) => ids.indexOf(id) ?? -1);
}

class SessionVisitor implements Visitor {
  private readonly session: Session;
  private readonly options: SessionRecommenderOptions;

  constructor(options: SessionRecommenderOptions) {
    this.options = options;
    this.session = new Session(options.model, options.scorer);
  }

  observe({ item, type }: EvaluatedEvent): void {
    const row = this.options.rows[item];
    if (row >= 0) this.session.observe([{ id: this.session.events.length + 1, item: row, type }]);
  }

  /** What was observed since the last time is learned first. That is no other than learning it at once: the personal part is a function of the history. */
  async scores(): Promise<Float32Array> {
    const { learner, rows } = this.options;
    if (learner !== null) while ((await this.session.learnNext(learner)) !== null);
    const scores = await this.session.scores(learner !== null);
    const byItem = new Float32Array(rows.length);
    for (let item = 0; item < rows.length; item++) byItem[item] = rows[item] < 0 ? -Infinity : scores[rows[item]];
    return byItem;
  }
}
