/** How far a rebuild of the personal part is, for the page to show. */
import { type Session } from '../session/session.ts';
import { type Rebuild } from './state.ts';

/** Quick clicks may be learned so many events late; that is not called a rebuild. */
const LAG = 8;

export class RebuildProgress {
  private under = false;

  /** Whether so much is to be learned that a visitor is told. */
  static isDue(session: Pick<Session, 'unlearned'>): boolean {
    return session.unlearned > LAG;
  }

  /** Null where none is under way. Once begun it counts up to its total, which grows with clicks, until `end()`. */
  of(session: Pick<Session, 'unlearned' | 'learnable'>): Rebuild | null {
    this.under ||= RebuildProgress.isDue(session);
    const total = session.learnable;
    return this.under ? { done: total - session.unlearned, total } : null;
  }

  /** The end has been told, or will not come. True: there was something to end. */
  end(): boolean {
    const { under } = this;
    this.under = false;
    return under;
  }
}
