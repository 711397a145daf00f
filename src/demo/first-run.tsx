import { memo, type ReactNode } from 'react';
import { type Item } from '../types.ts';
import { titleOf } from '../covers/titles.ts';
import { Cover } from './cover.tsx';
import { ENOUGH_PICKS, PICKS } from './use-first-run.ts';
import { INTRODUCTION, pickedWords } from './words.ts';

export interface FirstRunProps {
  /** Undefined while they are not known. */
  picks: readonly Item[] | undefined;
  /** Ids of what the visitor likes. */
  liked: ReadonlySet<string>;
  /** It is fading away, and nothing of it can be pressed. */
  leaving: boolean;
  /** Likes it, or takes that back. */
  onPick: (item: Item, position: number, like: boolean) => void;
  onSkip: () => void;
}

/** The first ten seconds: twelve covers, and the list below answers to each that is picked. */
export function FirstRun({ picks, liked, leaving, onPick, onSkip }: FirstRunProps) {
  const picked = Math.min(liked.size, ENOUGH_PICKS);
  const skip = (
    <button type="button" className="quiet" data-testid="skip" onClick={onSkip}>
      Just browse
    </button>
  );
  return (
    <FirstRunFrame leaving={leaving} title="Pick three you like" steps={<Steps picked={picked} />} skip={skip}>
      {picks
        ? picks.map((item, position) => <Pick key={item.id} item={item} position={position} picked={liked.has(item.id)} onPick={onPick} />)
        : Array.from({ length: PICKS }, (_, i) => <li key={i} className="pick-empty" />)}
    </FirstRunFrame>
  );
}

interface FirstRunFrameProps {
  leaving?: boolean;
  title: string;
  steps: ReactNode;
  skip?: ReactNode;
  children: ReactNode;
}

/** The same measures with and without anything in it. */
export function FirstRunFrame({ leaving = false, title, steps, skip, children }: FirstRunFrameProps) {
  return (
    <section className={leaving ? 'first-run leaving' : 'first-run'} data-testid="first-run" aria-labelledby="first-run" inert={leaving}>
      <header className="first-run-head">
        <h1 id="first-run" tabIndex={-1}>
          {title}
        </h1>
        <div className="first-run-line">
          {steps}
          {skip}
        </div>
        <p className="standfirst">{INTRODUCTION}</p>
      </header>
      <ol className="picks" aria-labelledby="first-run">
        {children}
      </ol>
    </section>
  );
}

function Steps({ picked }: { picked: number }) {
  return (
    <p className="steps" role="img" aria-label={pickedWords(picked, ENOUGH_PICKS)} data-picked={picked}>
      {Array.from({ length: ENOUGH_PICKS }, (_, i) => (
        <span key={i} className={i < picked ? 'step done' : 'step'}>
          {i + 1}
        </span>
      ))}
    </p>
  );
}

interface PickProps {
  item: Item;
  position: number;
  picked: boolean;
  onPick: FirstRunProps['onPick'];
}

const Pick = memo(function Pick({ item, position, picked, onPick }: PickProps) {
  return (
    <li>
      <button
        type="button"
        className="pick"
        aria-pressed={picked}
        aria-label={item.year === null ? titleOf(item) : `${titleOf(item)}, ${item.year}`}
        data-item-id={item.id}
        onClick={() => onPick(item, position, !picked)}
      >
        <span className="card-cover">
          <Cover item={item} />
        </span>
        <svg className="pick-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="m6.5 12.6 3.7 3.7 7.4-8.3" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </button>
    </li>
  );
});
