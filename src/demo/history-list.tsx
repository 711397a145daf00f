import { memo, useEffect, useRef, useState } from 'react';
import { type HistoryEntry } from '../client/recommender.ts';
import { Cover } from './cover.tsx';
import { shortTitleOf } from '../covers/titles.ts';
import { type Lesson } from './learning-log.ts';
import { LessonLine } from './lesson-line.tsx';
import { whenAndWhere, youDid } from './words.ts';

const SHORT = 8;

interface HistoryListProps {
  history: readonly HistoryEntry[];
  /** What those of this visit changed, by event. */
  lessons: ReadonlyMap<number, Lesson>;
  learningPaused: boolean;
  onForget: (entry: HistoryEntry) => Promise<void>;
}

/** What the visitor did, newest first, each with a way to make it as if it had never been. */
export const HistoryList = memo(function HistoryList({ history, lessons, learningPaused, onForget }: HistoryListProps) {
  const [all, setAll] = useState(false);
  const [leaving, setLeaving] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const place = useRef(-1);
  const [now] = useState(Date.now);
  // The pressed button goes with its entry; the focus stays in the list.
  useEffect(() => {
    if (place.current < 0 || document.activeElement !== document.body) return;
    const next = history[Math.min(place.current, history.length - 1)];
    const button = next && list.current?.querySelector<HTMLElement>(`[data-event-id="${next.id}"] .forget`);
    (button ?? document.getElementById('panel'))?.focus({ preventScroll: true });
    place.current = -1;
  }, [history]);
  const forget = (entry: HistoryEntry) => {
    place.current = history.indexOf(entry);
    setLeaving(entry.id);
    void onForget(entry).finally(() => setLeaving(null));
  };
  if (history.length === 0) return <p className="history-empty">Open or like something, and it will stand here.</p>;
  return (
    <>
      <ol className="history" ref={list}>
        {history.slice(0, all ? undefined : SHORT).map((entry) => {
          const { id, item, itemId, known, type, time, surface } = entry;
          const title = item ? shortTitleOf(item) : itemId;
          const lesson = lessons.get(id);
          return (
            <li key={id} className="history-entry" data-testid="history-entry" data-event-id={id} data-item-id={itemId} data-type={type}>
              <div className="history-cover">{item && <Cover item={item} />}</div>
              <p className="history-words">
                <span>
                  {youDid(type)} <cite>{title}</cite>
                </span>
                <span className="history-when">
                  {whenAndWhere(time, now, surface)}
                  {!known && '. Not in this shop, so without effect'}
                </span>
              </p>
              <button
                type="button"
                className="forget"
                data-testid="forget"
                aria-label={`Forget this: ${youDid(type).toLowerCase()} ${title}`}
                aria-disabled={leaving === id}
                onClick={() => leaving === null && forget(entry)}
              >
                {leaving === id ? 'Forgetting' : 'Forget this'}
              </button>
              {lesson && <LessonLine lesson={lesson} paused={learningPaused} />}
            </li>
          );
        })}
      </ol>
      {!all && history.length > SHORT && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          Show all {history.length}
        </button>
      )}
    </>
  );
});
