import { type Progress } from '../client/recommender.ts';
import { SkeletonCard } from './card.tsx';
import { FirstRunFrame } from './first-run.tsx';
import { PICKS } from './use-first-run.ts';
import { progressWords } from './words.ts';

/** The page before there is a list, as a first visit will have it: everything in its place and size already. */
export function Loading({ progress }: { progress: Progress }) {
  const known = progress.phase === 'bundle' && progress.total > 0;
  const steps = (
    <div className="loading-line">
      <progress aria-label="Loading" value={known ? progress.loaded : undefined} max={known ? progress.total : 1} />
      <output>{progressWords(progress)}…</output>
    </div>
  );
  return (
    <div className="lists loading" aria-busy="true">
      <FirstRunFrame title="One moment" steps={steps}>
        {Array.from({ length: PICKS }, (_, i) => (
          <li key={i} className="pick-empty" aria-hidden="true" />
        ))}
      </FirstRunFrame>
      <section className="for-you" data-surface="for-you" aria-label="Your list">
        <div className="section-head section-head-quiet" />
        <ol className="cards">
          {Array.from({ length: 10 }, (_, i) => (
            <SkeletonCard key={i} verdicts />
          ))}
        </ol>
      </section>
    </div>
  );
}
