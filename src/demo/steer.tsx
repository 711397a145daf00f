import { type ReactNode, useRef, useState } from 'react';
import { type SteerChange } from '../client/recommender.ts';
import { type Steering } from '../types.ts';
import { exploreWords, stepWords } from './words.ts';

const STOPS = 4;
const FURTHEST = 2;

export interface SteerProps {
  /** Null while it is not read. */
  steering: Steering | null;
  /** The catalogue's genres, the commonest first; empty where they are not at hand. */
  genres: readonly string[];
  onSteer: (change: SteerChange) => Promise<boolean>;
  /** What stands in the same line. */
  children?: ReactNode;
}

/** What the visitor can turn at their list: play it safe or surprise me, and more or less of each genre. */
export function Steer({ steering, genres, onSteer, children }: SteerProps) {
  // What was asked for last shows at once, until the list has followed.
  const [asked, setAsked] = useState<number | null>(null);
  const latest = useRef(0);
  const explore = asked ?? steering?.explore ?? 0;
  const turn = async (to: number) => {
    const turned = ++latest.current;
    setAsked(to);
    await onSteer({ explore: to });
    if (latest.current === turned) setAsked(null);
  };
  const steered = Object.values(steering?.genres ?? {}).filter((step) => step !== 0).length;
  return (
    <div className="steer" data-steering={steering !== null} inert={steering === null}>
      <label className="steer-explore">
        <span className="steer-end">Play it safe</span>
        <input
          type="range"
          aria-label="From play it safe to surprise me"
          aria-valuetext={exploreWords(explore)}
          min={0}
          max={STOPS}
          step={1}
          value={Math.round(explore * STOPS)}
          data-testid="explore"
          onChange={(event) => void turn(Number(event.target.value) / STOPS)}
        />
        <span className="steer-end">Surprise me</span>
      </label>
      {genres.length > 0 && (
        <details className="steer-genres">
          <summary data-testid="steer-genres">More or less of a genre{steered > 0 && ` (${steered})`}</summary>
          <ul className="steer-chips">
            {genres.map((genre) => (
              <GenreChip key={genre} genre={genre} step={steering?.genres[genre] ?? 0} onStep={(step) => onSteer({ genres: { [genre]: step } })} />
            ))}
          </ul>
        </details>
      )}
      {children}
    </div>
  );
}

interface GenreChipProps {
  genre: string;
  /** −2 … 2 */
  step: number;
  onStep: (step: number) => Promise<boolean>;
}

function GenreChip({ genre, step: kept, onStep }: GenreChipProps) {
  const [asked, setAsked] = useState<number | null>(null);
  const latest = useRef(0);
  const step = asked ?? kept;
  const go = async (by: number) => {
    const to = step + by;
    if (Math.abs(to) > FURTHEST) return;
    const gone = ++latest.current;
    setAsked(to);
    await onStep(to);
    if (latest.current === gone) setAsked(null);
  };
  return (
    <li className="steer-chip" data-genre={genre} data-step={step}>
      <button type="button" aria-label={`Less ${genre}`} aria-disabled={step <= -FURTHEST} onClick={() => void go(-1)}>
        −
      </button>
      <span className="steer-genre">
        {genre}
        <small aria-live="polite">{stepWords(step)}</small>
      </span>
      <button type="button" aria-label={`More ${genre}`} aria-disabled={step >= FURTHEST} onClick={() => void go(1)}>
        +
      </button>
    </li>
  );
}
