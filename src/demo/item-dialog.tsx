import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { type HistoryEntry, type Recommender } from '../client/recommender.ts';
import { type Item, type Steering } from '../types.ts';
import { Cover } from './cover.tsx';
import { factsOf } from './facts.ts';
import { HideButton } from './hide-button.tsx';
import { Related } from './related.tsx';
import { type Origin } from './taste.ts';
import { titleOf } from '../covers/titles.ts';
import { VerdictButtons } from './verdict-buttons.tsx';
import { Why } from './why.tsx';

export interface Opened {
  item: Item;
  origin: Origin;
  /** Opened to ask why it has its place. */
  why?: boolean;
}

export interface ItemDialogProps {
  opened: Opened;
  recommender: Recommender;
  history: readonly HistoryEntry[];
  /** Titles of the whole catalogue. */
  items: number;
  /** Null while it is not read. */
  steering: Steering | null;
  onForget: (eventId: number) => Promise<void>;
  onClose: () => void;
  /** Words that must lie over the dialog. */
  children?: ReactNode;
}

/** An item laid on the table. Its `<dialog>` keeps the focus inside and gives it back on closing; Esc closes. */
export function ItemDialog({ opened, recommender, history, items, steering, onForget, onClose, children }: ItemDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { item, origin } = opened;
  // Another item on the table begins without.
  const [asked, setAsked] = useState(opened.why ? item.id : null);
  const why = asked === item.id;

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    arrive(shown?.querySelector('h2') ?? null);
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="item-dialog"
      aria-labelledby="item-title"
      data-item-id={item.id}
      closedby="any"
      onClose={onClose}
    >
      <div className="item-sheet">
        <button type="button" className="close" onClick={() => dialog.current?.close()}>
          Close
        </button>
        <div className="item-cover">
          <Cover item={item} />
        </div>
        <div className="item-words" key={item.id}>
          <h2 id="item-title" ref={arrive} tabIndex={-1}>
            {titleOf(item)}
          </h2>
          <p className="item-facts">{factsOf(item)}</p>
          <VerdictButtons item={item} origin={origin} />
          <div className="item-asks">
            <button type="button" className="quiet why-ask" aria-expanded={why} aria-controls="why" onClick={() => setAsked(why ? null : item.id)}>
              Why this?
            </button>
            <HideButton item={item} />
          </div>
        </div>
        <section id="why" className="why" aria-label="Why this?" hidden={!why}>
          {why && steering && <Why key={item.id} recommender={recommender} item={item} history={history} items={items} steering={steering} onForget={onForget} />}
        </section>
        <Related recommender={recommender} item={item} />
      </div>
      {children}
    </dialog>
  );
}

/** Another item on the table is begun at its title, by eye and by screen reader. */
function arrive(heading: HTMLElement | null): void {
  heading?.closest('dialog')?.scrollTo(0, 0);
  heading?.focus();
}
