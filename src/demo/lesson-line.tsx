import { memo } from 'react';
import { type Lesson } from './learning-log.ts';
import { lessonWords, msWords, natsWords, plural, verdictWords } from './words.ts';

/** What one event of this visit taught: in plain words, the figures below them, for those who look. */
export const LessonLine = memo(function LessonLine({ lesson, paused }: { lesson: Lesson; paused: boolean }) {
  const { click, fresh, of, verdict } = lesson;
  return (
    <details className="lesson" data-testid="lesson" data-fresh={fresh} data-learned={verdict !== null}>
      <summary>{lessonWords({ fresh, of })}</summary>
      <p>{verdictWords(verdict, paused)}</p>
      <p className="lesson-facts">
        {`Stored in ${msWords(click.storeMs)} ms, learned in ${msWords(click.learnMs || (verdict?.learnMs ?? null))} ms, ranked in ${msWords(click.rankMs)} ms.`}
        {verdict && ` ${natsWords(verdict.gainedNats)} nats${verdict.events > 1 ? ` over ${plural(verdict.events, 'event')}` : ''}, trust ${verdict.weight.toFixed(2)}.`}
      </p>
    </details>
  );
});
