import { useEffect, useRef, useState } from 'react';
import { plural } from './words.ts';

/** Erasing everything, in two steps. */
export function Erase({ events, onErase }: { events: number; onErase: () => Promise<unknown> }) {
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const begin = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    // The button just pressed is gone; at first sight none was.
    if (asking) keep.current?.focus();
    else if (asked.current) begin.current?.focus();
    asked.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <button type="button" ref={begin} className="quiet danger" data-testid="erase" onClick={() => setAsking(true)}>
        Erase everything
      </button>
    );
  }
  return (
    <fieldset className="erase">
      <legend>Erase {plural(events, 'event')}, all that was learned, and your settings? There is no way back.</legend>
      <button type="button" className="button danger" data-testid="erase-confirm" onClick={() => void onErase().finally(() => setAsking(false))}>
        Erase
      </button>
      <button type="button" ref={keep} className="button" onClick={() => setAsking(false)}>
        Keep it
      </button>
    </fieldset>
  );
}
