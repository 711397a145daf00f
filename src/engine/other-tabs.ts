/** How this tab goes along with the others of its history: it writes when none of them does, and takes up what they did. */
import { StorageError } from '../errors.ts';
import { type HistoryStore } from '../history/history-store.ts';
import { ResilientHistory } from '../history/resilient-history.ts';
import { type ChangeElsewhere, type KeptEvents } from './kept-events.ts';
import { Tabs } from './tabs.ts';

/** What this needs of the engine. */
export interface OtherTabsHost {
  /** Runs a task when no other one of this tab runs. @throws AbortedError once the engine is closed */
  exclusive: <T>(task: () => Promise<T>) => Promise<T>;
  /** Whether other tabs have the same history: one in memory is this tab's alone. */
  isShared: () => boolean;
  /** As they are now: an answer about consent brings others. */
  parts: () => { store: HistoryStore; known: KeptEvents };
  /** What the visitor set is read again. True: something is otherwise than it was here. */
  readSettings: () => Promise<boolean>;
  /** The visitor may have answered in another tab whether their history may be kept. */
  takeUpAnswer: () => Promise<void>;
  /** All is gone. `unasked`: no tab has said that it erased it. */
  erased: (unasked: boolean) => Promise<void>;
  /** The events are others. False: nobody has seen a list yet. */
  takeUp: (found: ChangeElsewhere) => Promise<boolean>;
  /** Another tab may have learned what is due here. */
  takeUpLearned: () => Promise<void>;
  /** A new list, unless one was made meanwhile. */
  show: () => Promise<void>;
  /** What cannot be read now is read the next time. */
  refused: (error: StorageError) => void;
  onOtherBundle: () => void;
}

export class OtherTabs {
  /** How often others changed the history. */
  changes = 0;
  private readonly host: OtherTabsHost;
  private readonly tabs: Tabs;
  /** Another tab has written since this one last looked. */
  private told = false;
  private looking = false;
  /** What was found and could not be taken up, since storage refused in the middle of it. */
  private owed: ChangeElsewhere = { kind: 'none' };

  /** `history`: its namespace. `bundle`: digest of this tab's. */
  constructor(history: string, bundle: string, host: OtherTabsHost) {
    this.host = host;
    const onErased = () => {
      const { store } = host.parts();
      if (store instanceof ResilientHistory) store.forgetUnsaved();
    };
    this.tabs = new Tabs(history, bundle, { onChange: () => this.look(), onErased, onOtherBundle: host.onOtherBundle });
  }

  /** Changes the history: no other tab does so meanwhile, and what others did before is taken up first. `quietly`: they need not hear of it. */
  writing<T>(task: () => Promise<T>, quietly: boolean): Promise<T> {
    const { host, tabs } = this;
    return host.exclusive(() => {
      if (!host.isShared()) return task();
      return tabs.alone('write', async () => {
        const changed = await this.takeUp();
        const result = await task();
        if (changed) await host.show();
        if (!quietly) tabs.tell('changed');
        return result;
      });
    });
  }

  /** Learns while no other tab does: what one has learned, the others read. */
  learning<T>(task: () => Promise<T>): Promise<T> {
    if (!this.host.isShared()) return task();
    return this.tabs.alone('learn', () => {
      // Whoever had the lock before may have learned what is due here.
      this.told = true;
      return task();
    });
  }

  tell(kind: 'changed' | 'erased' = 'changed'): void {
    this.tabs.tell(kind);
  }

  /** Another tab has written, or may have: this one looks as soon as it is its turn. */
  look(): void {
    this.told = true;
    if (this.looking) return;
    this.looking = true;
    const look = async () => {
      this.looking = false;
      await this.host.takeUpAnswer();
      if (this.host.isShared() && (await this.takeUp())) await this.host.show();
    };
    // Closed meanwhile, there is nothing to look at.
    this.host.exclusive(look).catch(() => undefined);
  }

  close(): void {
    this.tabs.close();
  }

  /** What happened to the history without this tab. True: its list is another one. */
  private async takeUp(): Promise<boolean> {
    const { host, told } = this;
    const { store, known } = host.parts();
    this.told = false;
    try {
      const healed = store instanceof ResilientHistory && (await store.heal());
      const found = both(this.owed, await known.look());
      this.owed = found;
      const gone = found.kind === 'other' && found.gone && known.all.length === 0;
      const resteered = told || gone ? await host.readSettings() : false;
      if (found.kind === 'none' && !resteered && !healed) {
        if (told) await host.takeUpLearned();
        return false;
      }
      if (gone) await host.erased(!told);
      const seen = await host.takeUp(found);
      this.owed = { kind: 'none' };
      if (!healed) this.changes++;
      return seen;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.told ||= told;
      host.refused(error);
      return false;
    }
  }
}

/** One change and then another. Of the first it is not known how much of it was taken up. */
function both(first: ChangeElsewhere, then: ChangeElsewhere): ChangeElsewhere {
  if (first.kind === 'none') return then;
  return { kind: 'other', gone: [first, then].some((change) => change.kind === 'other' && change.gone) };
}
