import { useMemo, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Ranking } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { compareLists, type Comparison, type Share } from './compare-lists.ts';
import { Slope } from './slope.tsx';
import { useReasons } from './use-reasons.ts';
import { cameFromWords, freshWords, shareWords } from './words.ts';

/** So many titles of each list are named. */
const NAMED = 10;

export interface CompareProps {
  recommender: Recommender;
  /** The list of someone new. */
  newcomers: Ranking;
  /** The visitor's. */
  ranking: Ranking;
}

/** The list before the visitor came, and now. */
export function Compare({ recommender, newcomers, ranking }: CompareProps) {
  const [open, setOpen] = useState(false);
  const comparison = useMemo(() => compareLists(newcomers.items, ranking.items), [newcomers, ranking]);
  return (
    <details className="compare" data-testid="compare" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="compare-open">
        Before you came, and now: <strong>{freshWords(comparison.fresh, comparison.now.length)}</strong>
      </summary>
      {open && <Lists recommender={recommender} comparison={comparison} rankingId={ranking.id} />}
    </details>
  );
}

function Lists({ recommender, comparison, rankingId }: { recommender: Recommender; comparison: Comparison; rankingId: string }) {
  const before = comparison.before.slice(0, NAMED);
  const now = comparison.now.slice(0, NAMED);
  const reasons = useReasons(recommender, now.map(({ item }) => item.id), rankingId);
  const rowOf = (id: string) => before.findIndex(({ item }) => item.id === id);
  const lines = now.map(({ item }, to) => ({ id: item.id, from: rowOf(item.id) < 0 ? null : rowOf(item.id), to }));
  return (
    <div className="compare-body">
      <div className="compare-lists">
        <section aria-labelledby="compare-before" className="compare-before">
          <h2 id="compare-before">Before you came</h2>
          <ol data-testid="before">
            {before.map(({ item, rank }) => (
              <li key={item.id} data-item-id={item.id}>
                <span className="compare-rank">{rank}</span>
                <cite>{shortTitleOf(item)}</cite>
              </li>
            ))}
          </ol>
        </section>
        <Slope rows={NAMED} lines={lines} />
        <section aria-labelledby="compare-now" className="compare-now">
          <h2 id="compare-now">Now</h2>
          <ol data-testid="now">
            {now.map(({ item, rank, before: place }) => {
              const reason = reasons.get(item.id);
              return (
                <li key={item.id} data-item-id={item.id}>
                  <span className="compare-rank">{rank}</span>
                  <span className="compare-words">
                    <cite>{shortTitleOf(item)}</cite>
                    <span className="compare-why">
                      {cameFromWords(reason?.startRank ?? place, rank)}
                      {reason && `. ${reason.sentence}`}
                    </span>
                  </span>
                </li>
              );
            })}
          </ol>
        </section>
      </div>
      <Shares shares={comparison.shares} of={comparison.now.length} />
    </div>
  );
}

function Shares({ shares, of }: { shares: readonly Share[]; of: number }) {
  return (
    <section className="shares" aria-labelledby="shares">
      <h2 id="shares">Of {of} titles</h2>
      <ul data-testid="shares">
        {shares.map((share) => (
          <li key={share.name} data-share={share.name} data-before={share.before} data-now={share.now}>
            <span aria-hidden="true">{share.name}</span>
            <span className="unseen">{shareWords(share, of)}</span>
            <svg className="share-bar" viewBox={`0 0 ${of} 2`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect className="share-before" width={share.before} height="0.8" />
              <rect className="share-now" y="1.2" width={share.now} height="0.8" />
            </svg>
            <span className="share-count" aria-hidden="true">
              {share.before} → <strong>{share.now}</strong>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
