import { useEffect, useRef, useState } from 'react';
import { explanationSentence } from '../client/explanation.ts';
import { type Contribution, type Explanation, type HistoryEntry, type Recommender } from '../client/recommender.ts';
import { messageOf } from '../errors.ts';
import { type Item, type Steering } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { WhyBar } from './why-bar.tsx';
import { askedWords, effectWords, errorWords, featureWords, rankWords, withoutWords } from './why-words.ts';
import { isReordered, plural, sentence, youDid } from './words.ts';

/** So many events have a row of their own. */
const ROWS = 5;

export interface WhyProps {
  recommender: Recommender;
  item: Item;
  /** Newest first. */
  history: readonly HistoryEntry[];
  /** Titles of the whole catalogue. */
  items: number;
  steering: Steering;
  onForget: (eventId: number) => Promise<void>;
}

/** Why an item has its place: what the visitor did, how much each of it counted, and a way to take each back. */
export function Why({ recommender, item, history, items, steering, onForget }: WhyProps) {
  const events = history.filter(({ itemId, known }) => known && itemId !== item.id).length;
  const found = useExplanation(recommender, item, history);
  const [leaving, setLeaving] = useState<number | null>(null);
  const place = useRef<HTMLParagraphElement>(null);

  const forget = async (eventId: number) => {
    setLeaving(eventId);
    await onForget(eventId);
    // The button goes with its row; what follows from it is said here.
    place.current?.focus({ preventScroll: true });
    setLeaving(null);
  };

  if (found?.fault !== undefined) return <p className="why-fault">{sentence(found.fault)}</p>;
  const explanation = found?.explanation;
  const asked = askedWords(steering, item);
  return (
    <>
      <p className="why-sentence" ref={place} tabIndex={-1} role="status">
        {explanation ? explanationSentence(explanation, shortTitleOf) : <span className="unseen">Looking at what you did</span>}
      </p>
      <p className="why-common">{explanation && featureWords(explanation.features)}</p>
      {asked && <p className="why-asked">{asked}</p>}
      {explanation ? <Rows explanation={explanation} history={history} leaving={leaving} onForget={(id) => void forget(id)} /> : <WaitingRows events={events} />}
      <p className="why-facts">
        {explanation && `${rankWords(explanation, items, isReordered(steering))} ${errorWords(explanation)}`}
      </p>
    </>
  );
}

interface RowsProps {
  explanation: Explanation;
  history: readonly HistoryEntry[];
  /** The event that is being forgotten. */
  leaving: number | null;
  onForget: (eventId: number) => void;
}

function Rows({ explanation, history, leaving, onForget }: RowsProps) {
  const { contributions, rest, learned, rank } = explanation;
  if (contributions.length === 0) return null;
  const values = [...contributions.map(({ value }) => value), rest.value, learned];
  const title = ({ item, itemId }: Contribution) => (item ? shortTitleOf(item) : itemId);
  // Without one of two things done to Alien is not without Alien.
  const alone = (id: string) => history.filter(({ itemId }) => itemId === id).length < 2;
  return (
    <ol className="why-rows">
      {contributions.map((contribution) => (
        <li key={contribution.eventId} className="why-row" data-testid="why-row" data-event-id={contribution.eventId}>
          <p className="why-words">
            <span>
              {youDid(contribution.type)} <cite>{title(contribution)}</cite>
            </span>
            <span className="why-without">{withoutWords(alone(contribution.itemId) ? title(contribution) : null, contribution.rankWithout, rank)}</span>
          </p>
          <WhyBar value={contribution.value} among={values} />
          <span className="why-effect">{effectWords(contribution.value)}</span>
          <button
            type="button"
            className="forget"
            aria-label={`Forget this: ${youDid(contribution.type).toLowerCase()} ${title(contribution)}`}
            aria-disabled={leaving !== null}
            onClick={() => leaving === null && onForget(contribution.eventId)}
          >
            {leaving === contribution.eventId ? 'Forgetting' : 'Forget this'}
          </button>
        </li>
      ))}
      {rest.events > 0 && <OtherRow words={`${plural(rest.events, 'other thing')} you did`} value={rest.value} among={values} />}
      <OtherRow words="What this page learned from you over time" value={learned} among={values} />
    </ol>
  );
}

function OtherRow({ words, value, among }: { words: string; value: number; among: readonly number[] }) {
  return (
    <li className="why-row">
      <p className="why-words">{words}</p>
      <WhyBar value={value} among={among} />
      <span className="why-effect">{effectWords(value)}</span>
    </li>
  );
}

/** As high as what will stand there. */
function WaitingRows({ events }: { events: number }) {
  if (events === 0) return null;
  const rows = Math.min(events, ROWS) + (events > ROWS ? 1 : 0) + 1;
  return (
    <ol className="why-rows" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <li key={i} className="why-row waiting" />
      ))}
    </ol>
  );
}

type Found = { explanation: Explanation; fault?: undefined } | { explanation?: undefined; fault: string };

/** Asked anew when the events it hangs on have changed; meanwhile the one before stays. Null until the first. */
function useExplanation(recommender: Recommender, item: Item, history: readonly HistoryEntry[]): Found | null {
  const [found, setFound] = useState<{ of: string; found: Found } | null>(null);
  const others = history.flatMap(({ id, itemId }) => (itemId === item.id ? [] : id)).join(' ');
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const show = (told: Found) => {
      if (!signal.aborted) setFound({ of: item.id, found: told });
    };
    recommender.explain(item.id, { limit: ROWS, signal }).then(
      (explanation) => show({ explanation }),
      (error: unknown) => show({ fault: messageOf(error) }),
    );
    return () => controller.abort();
  }, [recommender, item.id, others]);
  return found?.of === item.id ? found.found : null;
}
