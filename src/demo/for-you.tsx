import { type HistoryEntry } from '../client/recommender.ts';
import { type Ranking } from '../types.ts';
import { Shelf } from './shelf.tsx';
import { shortTitleOf } from './titles.ts';
import { because, headline, msWords } from './words.ts';

export interface ForYouProps {
  ranking: Ranking;
  /** Null while the model is still arriving, and the list is the one of the last visit. */
  history: readonly HistoryEntry[] | null;
  /** Requests of page and worker since everything had arrived; null until then. */
  requests: number | null;
  learningPaused: boolean;
}

export function ForYou({ ranking, history, requests, learningPaused }: ForYouProps) {
  const reason = history ? reasonFor(ranking, history) : 'Your list, as you left it.';
  return (
    <section className="for-you" data-surface="for-you" aria-labelledby="for-you">
      <header className="section-head">
        <h1 id="for-you" tabIndex={-1}>
          {headline(ranking.events)}
        </h1>
        <p className="reason">{reason}</p>
        <p className="promise">
          This list was made on your device.{' '}
          {requests === null ? (
            'What learning needs is still arriving.'
          ) : (
            <>
              <strong data-testid="requests">{requests}</strong> {requests === 1 ? 'request' : 'requests'} since it loaded.
            </>
          )}
          {learningPaused && ' Learning is paused.'}
          <span className="tick"> Ranked in {msWords(ranking.rankMs)} ms.</span>
        </p>
      </header>
      <Shelf ranking={ranking} />
    </section>
  );
}

function reasonFor({ events }: Ranking, history: readonly HistoryEntry[]): string {
  if (events === 0) return 'Any three will do. The list turns to you with each one.';
  return because(history.map(({ type, item, itemId }) => ({ type, title: item ? shortTitleOf(item) : itemId })));
}
