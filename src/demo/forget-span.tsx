import { useId, useState } from 'react';
import { type HistoryEntry } from '../client/recommender.ts';
import { FoldOut } from './fold-out.tsx';
import { dayStart, type Span, spansOf } from './spans.ts';
import { plural } from './words.ts';

export interface ForgetSpanProps {
  history: readonly HistoryEntry[];
  /** Titles met in what was done longer ago, of which nothing else is left. They lie before all of the history. */
  earlier: number;
  onForget: (span: Span['span']) => Promise<unknown>;
}

/** Forgetting a span of time: which, how much that is, and only then the button. */
export function ForgetSpan({ history, earlier, onForget }: ForgetSpanProps) {
  return (
    <FoldOut label="Forget a span of time" testId="forget-span">
      {(close) => <Choice history={history} earlier={earlier} onForget={onForget} close={close} />}
    </FoldOut>
  );
}

function Choice({ history, earlier, onForget, close }: ForgetSpanProps & { close: () => void }) {
  const [now] = useState(Date.now);
  const [chosen, choose] = useState<Span['name']>('hour');
  const [day, setDay] = useState(() => dayStart(now));
  const group = useId();
  const spans = spansOf(history, now, day);
  const { span, events } = spans.find(({ name }) => name === chosen) ?? spans[0];
  const older = chosen === 'before' && earlier > 0;
  return (
    <fieldset className="ask spans">
      <legend>Forget what you did, as if it had never been. There is no way back.</legend>
      {spans.map(({ name, label, events: count }) => (
        <label key={name} className="span">
          <input type="radio" name={group} value={name} checked={name === chosen} onChange={() => choose(name)} />
          <span>{label}</span>
          <span className="span-count" data-testid={`span-${name}`}>
            {count === 0 ? 'nothing' : plural(count, 'thing')}
          </span>
        </label>
      ))}
      {chosen === 'before' && (
        <label className="span-day">
          Before{' '}
          <input
            type="date"
            data-testid="span-day"
            value={inputDay(day)}
            max={inputDay(now)}
            onChange={({ target }) => {
              // As a place's own midnight; the field would tell UTC's.
              const picked = new Date(`${target.value}T00:00`).getTime();
              if (!Number.isNaN(picked)) setDay(picked);
            }}
          />
        </label>
      )}
      <button
        type="button"
        className="button danger"
        data-testid="forget-span-confirm"
        aria-disabled={events === 0 && !older}
        onClick={() => (events > 0 || older) && void onForget(span).finally(close)}
      >
        {events === 0 && !older ? 'Nothing to forget' : `Forget ${plural(events, 'thing')}${older ? ', and titles met before' : ''}`}
      </button>
      <button type="button" className="button" onClick={close}>
        Keep them
      </button>
    </fieldset>
  );
}

/** As a date field writes a day: "2026-05-04". */
function inputDay(time: number): string {
  const then = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(then.getFullYear()).padStart(4, '0')}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}
