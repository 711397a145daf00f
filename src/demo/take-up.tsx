import { useRef, useState } from 'react';
import { type ImportMode } from '../client/recommender.ts';
import { useFoldFocus } from './use-fold-focus.ts';
import { plural } from './words.ts';

export interface TakeUpProps {
  /** How much is here already. */
  events: number;
  onTakeUp: (file: File, mode: ImportMode) => Promise<unknown>;
}

/** A copy that was saved is chosen, and added to what is here, or put in its place. */
export function TakeUp({ events, onTakeUp }: TakeUpProps) {
  const [file, setFile] = useState<File | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const place = useFoldFocus(file !== null);
  const leave = () => setFile(null);
  const take = (mode: ImportMode) => () => file && void onTakeUp(file, mode).finally(leave);
  return (
    <div ref={place} className="fold-out" data-open={file !== null}>
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="A saved copy"
        data-testid="copy-file"
        onChange={({ target }) => {
          setFile(target.files?.[0] ?? null);
          // The same file can be chosen once more.
          target.value = '';
        }}
      />
      {file ? (
        <fieldset className="ask">
          <legend>
            {events === 0 ? (
              <>
                Take up <b>{file.name}</b>?
              </>
            ) : (
              <>
                Add <b>{file.name}</b> to the {plural(events, 'thing')} you did here, or put it in their place?
              </>
            )}
          </legend>
          {events > 0 && (
            <button type="button" className="button" data-testid="take-up-merge" onClick={take('merge')}>
              Add it
            </button>
          )}
          <button type="button" className={events > 0 ? 'button danger' : 'button'} data-testid="take-up-replace" onClick={take('replace')}>
            {events > 0 ? 'Put it in their place' : 'Take it up'}
          </button>
          <button type="button" className="button" onClick={leave}>
            Leave it
          </button>
        </fieldset>
      ) : (
        <button type="button" className="quiet" data-testid="take-up" onClick={() => chooser.current?.click()}>
          Take up a saved copy
        </button>
      )}
    </div>
  );
}
