/** Notices that a visitor's history was made on another version of the bundle, and says what became of it. */
import { type KeptCatalogue } from '../history/history-store.ts';
import { type StoredEvent } from '../types.ts';
import { type CatalogueChangeInfo } from './state.ts';

export class CatalogueChange {
  /** Null where the catalogue is the one it was, or nothing had been done. Stays as it is for this visit. */
  info: CatalogueChangeInfo | null = null;
  private kept: KeptCatalogue | null;
  private readonly bundle: string;

  /** `bundle`: digest of the present one. `kept`: the catalogue the history was last learned on; null where none is kept. */
  constructor(bundle: string, kept: KeptCatalogue | null) {
    this.bundle = bundle;
    this.kept = kept;
  }

  /** What a change of bundle did to a history. `unknown`: the ids of its items that the present bundle does not have. */
  find(events: readonly StoredEvent[], unknown: readonly string[]): void {
    if (!this.kept || this.kept.bundle === this.bundle || events.length === 0) return;
    // What the bundle before did not have either has not gone now.
    const before = new Set(this.kept.unknown);
    const now = new Set(unknown);
    const used = events.filter(({ item }) => !now.has(item)).length;
    const gone = events.filter(({ item }) => now.has(item) && !before.has(item)).length;
    this.info = { events: events.length, used, gone };
  }

  /** Everything was erased: there is nothing to say. */
  forget(): void {
    this.info = null;
    this.kept = null;
  }

  /** What is to be kept once all is learned on the present bundle; null where that is kept already. */
  toKeep(events: readonly StoredEvent[], unknown: string[]): KeptCatalogue | null {
    const { kept, bundle } = this;
    if (events.length === 0) return null;
    if (kept?.bundle === bundle && kept.unknown.length === unknown.length && kept.unknown.every((id, i) => id === unknown[i])) return null;
    this.kept = { bundle, unknown };
    return this.kept;
  }
}
