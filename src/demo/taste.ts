import { createContext, useContext } from 'react';
import { type Item } from '../types.ts';

/** Where on the page an item was chosen. */
export interface Origin {
  surface: 'for-you' | 'browse' | 'related' | 'first-run';
  position: number;
  rankingId?: string;
}

export type Verdict = 'like' | 'dismiss';

/** What every part of the page may ask for. */
export interface Taste {
  /** Opens an item and records that it was opened. */
  open: (item: Item, origin: Origin) => void;
  /** Opens an item at the reasons for its place; that is no event. */
  askWhy: (item: Item, origin: Origin) => void;
  /** Records a verdict. False: it could not be stored, and the page says why. */
  judge: (item: Item, verdict: Verdict, origin: Origin) => Promise<boolean>;
  /** Never shows the item again. */
  hide: (item: Item) => void;
}

/** What the visitor said of items. Apart from the above, which never changes: few parts of the page have to be drawn anew for it. */
export interface Held {
  /** The visitor's latest verdict on each item, by id. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** Ids of what is never to be shown again; null while it is not read. */
  hidden: ReadonlySet<string> | null;
}

export const TasteContext = createContext<Taste | null>(null);
export const HeldContext = createContext<Held>({ verdicts: new Map(), hidden: null });

export function useTaste(): Taste {
  const taste = useContext(TasteContext);
  if (!taste) throw new Error('a card stands outside of TasteContext');
  return taste;
}
