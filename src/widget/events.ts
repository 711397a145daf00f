/** The element's events: typed, bubbling, and composed, so that a page hears them from within other elements, too. */
import { type Consent } from './rail-settings.ts';
import { type ListSource } from './rail-view.ts';
import { type Item, type Ranking } from '../types.ts';

export interface TasteSelectDetail {
  item: Item;
  /** Counted from 0. */
  position: number;
  /** Null where the list is not one the engine made. */
  rankingId: string | null;
  surface: string;
  /** The click; `preventDefault()` on it keeps the browser from following the link. */
  originalEvent: MouseEvent;
}

/** The visitor chose an item. Cancelable: unless it is prevented, it is recorded as a click. */
export class TasteSelectEvent extends CustomEvent<TasteSelectDetail> {
  constructor(detail: TasteSelectDetail) {
    super('taste-select', { bubbles: true, composed: true, cancelable: true, detail });
  }
}

export interface TasteListDetail {
  items: readonly Item[];
  /** Null where the list is not one the engine made. */
  ranking: Ranking | null;
  /** Who made the list: the visitor's own engine, or the bundle's order by popularity. */
  source: ListSource;
}

/** The first list is there. */
export class TasteReadyEvent extends CustomEvent<TasteListDetail> {
  constructor(detail: TasteListDetail) {
    super('taste-ready', { bubbles: true, composed: true, detail });
  }
}

/** The list is another one. */
export class TasteChangeEvent extends CustomEvent<TasteListDetail> {
  constructor(detail: TasteListDetail) {
    super('taste-change', { bubbles: true, composed: true, detail });
  }
}

export interface TasteErrorDetail {
  /** Of TasteKit's errors most have a `code`; an `OptionError` has the attribute's name as its `option`. */
  error: Error;
}

/** Something is not as it should be. The element goes on with what it has. */
export class TasteErrorEvent extends CustomEvent<TasteErrorDetail> {
  constructor(detail: TasteErrorDetail) {
    super('taste-error', { bubbles: true, composed: true, detail });
  }
}

export interface TasteImpressionDetail {
  item: Item;
  position: number;
  rankingId: string | null;
  surface: string;
}

/** At least half of a card was in view for a second; once for each list and item. */
export class TasteImpressionEvent extends CustomEvent<TasteImpressionDetail> {
  constructor(detail: TasteImpressionDetail) {
    super('taste-impression', { bubbles: true, composed: true, detail });
  }
}

export interface TasteConsentDetail {
  consent: Exclude<Consent, 'ask'>;
}

/** The visitor answered whether this list may be personal, or changed their answer. */
export class TasteConsentEvent extends CustomEvent<TasteConsentDetail> {
  constructor(detail: TasteConsentDetail) {
    super('taste-consent', { bubbles: true, composed: true, detail });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'taste-select': TasteSelectEvent;
    'taste-ready': TasteReadyEvent;
    'taste-change': TasteChangeEvent;
    'taste-error': TasteErrorEvent;
    'taste-impression': TasteImpressionEvent;
    'taste-consent': TasteConsentEvent;
  }
}
