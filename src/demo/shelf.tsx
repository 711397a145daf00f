import { type RefObject, useLayoutEffect, useRef } from 'react';
import { type Ranking } from '../types.ts';
import { Card } from './card.tsx';
import { useFlip } from './use-flip.ts';

/** The visitor's list. Cards travel to their places at every new ranking, once. */
export function Shelf({ ranking }: { ranking: Ranking }) {
  const list = useRef<HTMLOListElement>(null);
  const ghosts = useRef<HTMLDivElement>(null);
  useFlip(list, ghosts, ranking.id);
  useKeptFocus(list, ranking);
  return (
    <div className="shelf">
      <ol className="cards" ref={list}>
        {ranking.items.map(({ item, position }) => (
          <Card key={item.id} item={item} surface="for-you" position={position} rankingId={ranking.id} verdicts />
        ))}
      </ol>
      <div className="ghosts" ref={ghosts} aria-hidden="true" inert />
    </div>
  );
}

/** Where the focused card left the list, the focus goes to the one that now stands in its place, not to nowhere. */
function useKeptFocus(list: RefObject<HTMLElement | null>, ranking: Ranking): void {
  const place = useRef(-1);
  useLayoutEffect(() => {
    const remember = () => {
      const card = document.activeElement?.closest<HTMLElement>('.card');
      place.current = card && list.current?.contains(card) ? Number(card.dataset.position) : -1;
    };
    document.addEventListener('focusin', remember);
    return () => document.removeEventListener('focusin', remember);
  }, [list]);

  useLayoutEffect(() => {
    if (place.current < 0 || document.activeElement !== document.body) return;
    const card = list.current?.children[Math.min(place.current, ranking.items.length - 1)];
    card?.querySelector<HTMLElement>('.card-open')?.focus({ preventScroll: true });
  }, [list, ranking]);
}
