import { type ReactNode } from 'react';
import { type HistoryEntry } from '../client/recommender.ts';
import { type Ranking } from '../types.ts';
import { type Ready } from './ready.ts';
import { Shelf } from './shelf.tsx';
import { shortTitleOf } from '../covers/titles.ts';
import { because, headline, msWords } from './words.ts';

export interface ForYouProps {
  ranking: Ranking;
  /** Null while it is not read; the list is the one of the last visit then. */
  history: readonly HistoryEntry[] | null;
  /** Requests of page and worker since everything had arrived; null until then. */
  requests: number | null;
  /** Undefined while the model is still arriving. */
  catalogue?: Ready['catalogue'];
  learningPaused: boolean;
  /** What the visitor can turn at the list. */
  children: ReactNode;
}

export function ForYou({ ranking, history, requests, catalogue, learningPaused, children }: ForYouProps) {
  const arriving = catalogue && catalogue.missing === undefined && catalogue.ranked < catalogue.items ? catalogue : null;
  return (
    <section className="for-you" data-surface="for-you" aria-labelledby="for-you">
      <header className="section-head">
        <h1 id="for-you" tabIndex={-1}>
          {headline(ranking.events)}
        </h1>
        <p className="reason">{reasonFor(ranking, history)}</p>
        <p className="promise">
          This list was made on your device.{' '}
          {/* In this line, because a line of its own would push the list down and pull it up again. */}
          {arriving ? (
            <span data-testid="arriving">
              {arriving.ranked.toLocaleString('en')} of {arriving.items.toLocaleString('en')} titles have arrived.
            </span>
          ) : requests === null ? (
            'What learning needs is still arriving.'
          ) : (
            <>
              <strong data-testid="requests">{requests}</strong> {requests === 1 ? 'request' : 'requests'} since it loaded.
            </>
          )}
          {learningPaused && ' Learning is paused.'}
          <span className="tick"> Ranked in {msWords(ranking.rankMs)} ms.</span>
        </p>
        {children}
      </header>
      <Shelf ranking={ranking} />
    </section>
  );
}

function reasonFor({ events }: Ranking, history: readonly HistoryEntry[] | null): string {
  if (events === 0) return 'Any three will do. The list turns to you with each one.';
  if (!history) return 'Your list, as you left it.';
  return because(history.map(({ type, item, itemId }) => ({ type, title: item ? shortTitleOf(item) : itemId })));
}
