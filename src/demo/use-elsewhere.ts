import { useEffect, useRef } from 'react';
import { type Said } from './toast.tsx';

/** One and the same, so that a tab that goes on and on is said once. */
export const ELSEWHERE: Said = { kind: 'done', text: 'Another tab changed your list.', undo: null };

/** Says so when another tab has changed the history. `changes`: how often in this visit; undefined while that is not known. */
export function useElsewhere(changes: number | undefined, say: (said: Said) => void): void {
  const last = useRef(0);
  useEffect(() => {
    if (changes === undefined) return;
    if (changes > last.current) say(ELSEWHERE);
    last.current = changes;
  }, [changes, say]);
}
