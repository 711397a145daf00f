import { type Progress } from '../client/recommender.ts';
import { SkeletonCard } from './card.tsx';
import { progressWords } from './words.ts';

/** The page before there is a list: everything in its place and size already. */
export function Loading({ progress }: { progress: Progress }) {
  const known = progress.phase === 'bundle' && progress.total > 0;
  return (
    <section className="for-you" data-surface="for-you" aria-labelledby="for-you" aria-busy="true">
      <header className="section-head">
        <h1 id="for-you">One moment</h1>
        <output className="reason">{progressWords(progress)}…</output>
        <p className="promise">
          <progress aria-label="Loading" value={known ? progress.loaded : undefined} max={known ? progress.total : 1} />
        </p>
      </header>
      <div className="shelf">
        <ol className="cards">
          {Array.from({ length: 20 }, (_, i) => (
            <SkeletonCard key={i} verdicts />
          ))}
        </ol>
      </div>
    </section>
  );
}
