import { memo } from 'react';
import { type Item } from '../types.ts';
import { Cover } from './cover.tsx';
import { factsOf } from './facts.ts';
import { HideButton } from './hide-button.tsx';
import { type Origin, useTaste } from './taste.ts';
import { titleOf } from '../covers/titles.ts';
import { VerdictButtons } from './verdict-buttons.tsx';

export interface CardProps {
  item: Item;
  surface: Origin['surface'];
  position: number;
  rankingId?: string;
  /** Whether Like and Not for me stand on the card. */
  verdicts?: boolean;
}

/** One item of a list. The title is a button that covers the whole card. */
export const Card = memo(function Card({ item, surface, position, rankingId, verdicts = false }: CardProps) {
  const { open, askWhy } = useTaste();
  const origin: Origin = rankingId === undefined ? { surface, position } : { surface, position, rankingId };
  const Heading = surface === 'for-you' ? 'h2' : 'h3';
  return (
    <li className="card" data-item-id={item.id} data-position={position}>
      <div className="card-cover">
        <Cover item={item} />
      </div>
      <Heading className="card-title">
        <button type="button" className="card-open" aria-haspopup="dialog" onClick={() => open(item, origin)}>
          <span>{titleOf(item)}</span>
        </button>
      </Heading>
      <div className="card-line">
        <p className="card-facts">{factsOf(item, verdicts ? 2 : 1)}</p>
        {verdicts && (
          <button type="button" className="card-why" aria-haspopup="dialog" aria-label={`Why? ${titleOf(item)}`} onClick={() => askWhy(item, origin)}>
            Why?
          </button>
        )}
      </div>
      {verdicts && <VerdictButtons item={item} origin={origin} />}
      {verdicts && <HideButton item={item} quiet />}
    </li>
  );
});

/** As large as a card, while there is nothing to show on it. */
export function SkeletonCard({ verdicts = false }: { verdicts?: boolean }) {
  return (
    <li className="card skeleton" aria-hidden="true">
      <div className="card-cover" />
      <p className="card-title" />
      <p className="card-facts" />
      {verdicts && <div className="verdicts" />}
    </li>
  );
}
