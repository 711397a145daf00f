/**
 * Whether the visitor's history may be kept on their device, and which store that makes it: the lasting one, or one in
 * memory. Until it may be, nothing is written; the one thing remembered is the answer to being asked.
 */
import { handOverSettings } from '../history/hand-over-settings.ts';
import { type HistoryStore } from '../history/history-store.ts';
import { MemoryHistory } from '../history/memory-history.ts';
import { ResilientHistory } from '../history/resilient-history.ts';
import { type ConsentAnswer, type ConsentMode, type ConsentState } from './state.ts';

export class VisitorConsent {
  private readonly mode: ConsentMode;
  now: ConsentState;

  constructor(mode: ConsentMode = 'granted') {
    this.mode = mode;
    this.now = mode === 'ask' ? 'unanswered' : mode;
  }

  /** Whether what the visitor does is stored, for good or for this visit. */
  get records(): boolean {
    return this.now === 'granted' || this.now === 'session-only';
  }

  /** The store to begin with. Asked before, the visitor's answer counts. */
  async open(namespace: string): Promise<HistoryStore> {
    if (this.mode === 'granted') return lastingStore(namespace);
    return (await this.answeredElsewhere(namespace)) ?? new MemoryHistory();
  }

  /** The store to go on with where the visitor has answered at another time or in another tab; null where that changes nothing. */
  async answeredElsewhere(namespace: string): Promise<HistoryStore | null> {
    if (this.mode !== 'ask') return null;
    const lasting = await lastingStore(namespace);
    const answer = await lasting.getSetting('consent').catch(() => undefined);
    // Who said here that nothing is to outlast this visit has said so here.
    const changed = answer !== this.now && (answer === 'off' || (answer === 'granted' && this.now !== 'session-only'));
    if (changed) this.now = answer;
    if (changed && answer === 'granted') return lasting;
    lasting.close();
    return changed ? new MemoryHistory() : null;
  }

  /**
   * The store to go on with after an answer; null where it is the one there is. What was done in this visit goes with the
   * visitor into a lasting store. @throws StorageError, and all is as it was
   */
  async answer(answer: ConsentAnswer, namespace: string, present: HistoryStore): Promise<HistoryStore | null> {
    if (answer === this.now) return null;
    const next = await this.storeFor(answer, namespace, present);
    this.now = answer;
    present.close();
    return next;
  }

  private async storeFor(answer: ConsentAnswer, namespace: string, present: HistoryStore): Promise<HistoryStore> {
    if (answer === 'granted') {
      const lasting = await lastingStore(namespace);
      // Before anything is stored: whoever paused is still pausing.
      await handOverSettings(present, lasting);
      await this.remember(answer, lasting);
      await lasting.appendAll(await present.events());
      return lasting;
    }
    // Whoever wants nothing kept beyond this visit leaves no answer either, unless there is one to be taken back.
    if (this.now === 'granted') await this.remember(answer, present);
    else if (answer === 'off' && this.mode === 'ask') {
      const lasting = await lastingStore(namespace);
      await this.remember(answer, lasting);
      lasting.close();
    }
    const memory = new MemoryHistory();
    if (answer === 'session-only') await handOverSettings(present, memory);
    return memory;
  }

  private async remember(answer: ConsentAnswer, store: HistoryStore): Promise<void> {
    if (this.mode === 'ask') await store.putSetting('consent', answer);
  }
}

/** In IndexedDB; where the browser refuses, in memory until it does not. */
function lastingStore(namespace: string): Promise<ResilientHistory> {
  return ResilientHistory.open({ namespace, clock: () => performance.now() });
}
