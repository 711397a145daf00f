import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { Cover } from './cover.tsx';
import { HideButton } from './hide-button.tsx';
import { Related } from './related.tsx';
import { type Origin } from './taste.ts';
import { titleOf } from './titles.ts';
import { VerdictButtons } from './verdict-buttons.tsx';

export interface Opened {
  item: Item;
  origin: Origin;
}

export interface ItemDialogProps {
  opened: Opened;
  recommender: Recommender;
  onClose: () => void;
  /** Words that must lie over the dialog. */
  children?: ReactNode;
}

/** An item laid on the table. Its `<dialog>` keeps the focus inside and gives it back on closing; Esc closes. */
export function ItemDialog({ opened, recommender, onClose, children }: ItemDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { item, origin } = opened;

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    arrive(shown?.querySelector('h2') ?? null);
    return () => shown?.close();
  }, []);

  const facts = [item.year ?? undefined, item.genres.join(', ') || undefined].filter((fact) => fact !== undefined);
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
          <p className="item-facts">{facts.join(' · ')}</p>
          <VerdictButtons item={item} origin={origin} />
          <HideButton item={item} />
        </div>
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
