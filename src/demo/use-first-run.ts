import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Item } from '../types.ts';
import { foldAway } from './fold-away.ts';
import { type Ready } from './ready.ts';
import { variedPicks } from './varied-picks.ts';

export const PICKS = 12;
export const ENOUGH_PICKS = 3;
/** So many titles are known to nearly everybody. */
const KNOWN = 200;
/** Time to see the third pick move the list, before what it was picked from goes. In ms. */
const BEAT = 650;
/** As long as it takes to fade, in ms; first-run.css has the same. */
const FADE = 240;

/** `unknown`: whether this is a first visit is not known yet. `leaving`: it is done, and fading. */
export type FirstRunStage = 'unknown' | 'picking' | 'leaving' | 'done';

export interface FirstRunState {
  stage: FirstRunStage;
  /** Undefined while they are not known. */
  picks: readonly Item[] | undefined;
  skip: () => void;
  /** Begins it again, where it is possible. */
  begin: () => void;
}

/** Whether the visitor is asked for three they like: on a visit without a history, until they have picked them or say no. `items`: the best known first. */
export function useFirstRun(ready: Ready | null, items: readonly Item[] | undefined, liked: number): FirstRunState {
  const [stage, setStage] = useState<FirstRunStage>('unknown');
  // A large catalogue's texts come as they are shown: there is no choosing from it.
  const possible = ready?.bundle.textLoaded === true;
  if (stage === 'unknown' && ready) setStage(possible && ready.storage.events === 0 ? 'picking' : 'done');

  const end = useCallback(() => {
    foldAway(() => setStage((now) => (now === 'picking' ? 'leaving' : now)));
  }, []);
  const followed = (ready?.ranking.events ?? 0) >= ENOUGH_PICKS;
  useEffect(() => {
    if (stage !== 'picking' || liked < ENOUGH_PICKS || !followed) return undefined;
    const timer = setTimeout(end, BEAT);
    return () => clearTimeout(timer);
  }, [stage, liked, followed, end]);
  useEffect(() => {
    if (stage !== 'leaving') return undefined;
    const timer = setTimeout(() => setStage('done'), FADE);
    return () => clearTimeout(timer);
  }, [stage]);

  const picks = useMemo(() => items && variedPicks(items.slice(0, KNOWN), PICKS), [items]);
  const begin = useCallback(() => {
    if (!possible) return;
    setStage('picking');
    scrollTo({ top: 0 });
  }, [possible]);
  return { stage, picks, skip: end, begin };
}
