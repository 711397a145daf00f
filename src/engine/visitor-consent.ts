/**
 * Whether the visitor's history may be kept on their device, and which store that makes it: the lasting one, or one in
 * memory. Until it may be, nothing is written; the one thing remembered is the answer to being asked.
 */
import { type HistoryStore } from '../history/history-store.ts';
import { MemoryHistory } from '../history/memory-history.ts';
import { openStore } from './open-store.ts';
import { type ConsentAnswer, type ConsentMode, type ConsentState } from './state.ts';

export interface OpenedStore {
  store: HistoryStore;
  /** Why the browser keeps nothing, where it does not though it may. */
  reason?: string;
}

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
  async open(namespace: string): Promise<OpenedStore> {
    if (this.mode === 'granted') return openStore(namespace);
    if (this.mode === 'ask') {
      const lasting = await openStore(namespace);
      const answer = await lasting.store.getSetting('consent').catch(() => undefined);
      if (answer === 'granted') {
        this.now = answer;
        return lasting;
      }
      if (answer === 'off') this.now = answer;
      lasting.store.close();
    }
    return { store: new MemoryHistory() };
  }

  /**
   * The store to go on with after an answer; null where it is the one there is. What was done in this visit goes with the
   * visitor into a lasting store. @throws StorageError, and all is as it was
   */
  async answer(answer: ConsentAnswer, namespace: string, present: HistoryStore): Promise<OpenedStore | null> {
    if (answer === this.now) return null;
    const next = await this.storeFor(answer, namespace, present);
    this.now = answer;
    present.close();
    return next;
  }

  private async storeFor(answer: ConsentAnswer, namespace: string, present: HistoryStore): Promise<OpenedStore> {
    if (answer === 'granted') {
      const opened = await openStore(namespace);
      await this.remember(answer, opened.store);
      for (const event of await present.events()) await opened.store.append(event);
      const steering = await present.getSetting('steering');
      if (steering) await opened.store.putSetting('steering', steering);
      return opened;
    }
    // Whoever wants nothing kept beyond this visit leaves no answer either, unless there is one to be taken back.
    if (this.now === 'granted') await this.remember(answer, present);
    else if (answer === 'off' && this.mode === 'ask') {
      const { store } = await openStore(namespace);
      await this.remember(answer, store);
      store.close();
    }
    return { store: new MemoryHistory() };
  }

  private async remember(answer: ConsentAnswer, store: HistoryStore): Promise<void> {
    if (this.mode === 'ask') await store.putSetting('consent', answer);
  }
}
