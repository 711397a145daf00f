import { type ReactNode } from 'react';
import { type HistoryEntry } from '../client/recommender.ts';
import { type Ranking } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { Promised, type PromisedProps } from './promised.tsx';
import { Shelf } from './shelf.tsx';
import { because, headline, msWords } from './words.ts';

export interface ForYouProps extends PromisedProps {
  ranking: Ranking;
  /** Null while it is not read; the list is the one of the last visit then. */
  history: readonly HistoryEntry[] | null;
  /** The visitor is picking their first three above it. */
  picking: boolean;
  /** Lets them; undefined where they cannot, or need not. */
  onBegin?: () => void;
  /** What the visitor can turn at the list. */
  children: ReactNode;
}

export function ForYou({ ranking, history, picking, onBegin, children, ...promised }: ForYouProps) {
  return (
    <section className="for-you" data-surface="for-you" aria-labelledby="for-you">
      {picking ? (
        <header className="section-head section-head-quiet">
          <h2 id="for-you" tabIndex={-1}>
            {headline(ranking.events, true)}
          </h2>
          <p className="tick">Made on your device in {msWords(ranking.rankMs)} ms</p>
        </header>
      ) : (
        <header className="section-head">
          <h1 id="for-you" tabIndex={-1} aria-describedby="promise">
            {headline(ranking.events, false)}
          </h1>
          <p className="reason">
            {reasonFor(ranking, history)}{' '}
            {ranking.events === 0 && onBegin && (
              <button type="button" className="inline" onClick={onBegin}>
                Pick three you like
              </button>
            )}
          </p>
          <Promised {...promised} rankMs={ranking.rankMs} />
          {children}
        </header>
      )}
      <Shelf ranking={ranking} />
    </section>
  );
}

function reasonFor({ events }: Ranking, history: readonly HistoryEntry[] | null): string {
  if (events === 0) return 'Like or open anything, and the list turns to you.';
  if (!history) return 'Your list, as you left it.';
  return because(history.map(({ type, item, itemId }) => ({ type, title: item ? shortTitleOf(item) : itemId })));
}
