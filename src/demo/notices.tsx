import { type Ready } from './ready.ts';
import { catalogueWords } from './words.ts';

export interface NoticesProps {
  state: Ready;
  erased: boolean;
  /** Ends a pause. */
  onGoOn: () => void;
}

/** Calm words over the list, about what is not as usual. */
export function Notices({ state, erased, onGoOn }: NoticesProps) {
  const { storage, learning, catalogue, catalogueChange, recording, notices } = state;
  return (
    <div className="notices">
      {erased && (
        <p className="notice" data-testid="erased">
          Everything is erased. This page knows nothing about you.
        </p>
      )}
      {!recording && (
        <p className="notice" data-testid="paused">
          You paused: nothing you do is noted.{' '}
          <button type="button" className="inline" onClick={onGoOn}>
            Go on
          </button>
        </p>
      )}
      {notices
        // That nothing is kept has its own words below.
        .filter(({ code }) => code !== 'storage-memory')
        .map(({ code, message }) => (
          <p key={code} className="notice" data-testid="notice" data-code={code}>
            {message}
          </p>
        ))}
      {catalogue.missing !== undefined && (
        <p className="notice" data-testid="missing">
          Only {catalogue.ranked.toLocaleString('en')} of {catalogue.items.toLocaleString('en')} titles arrived; the list is made from those. (
          {catalogue.missing})
        </p>
      )}
      {catalogue.textless !== undefined && (
        <p className="notice" data-testid="textless">
          Some titles could not be fetched; the list is made from those that are here. ({catalogue.textless})
        </p>
      )}
      {catalogueChange && (
        <p className="notice" data-testid="catalogue-changed">
          {catalogueWords(catalogueChange, learning)}
        </p>
      )}
      {storage.kind === 'memory' && (
        <p className="notice" data-testid="storage-off">
          Your browser keeps nothing for this page, so it forgets you when you close it. Everything works until then.
          {storage.reason && ` (${storage.reason})`}
        </p>
      )}
      {learning.status === 'failed' && (
        <p className="notice" data-testid="learning-failed">
          This device cannot learn just now; the list still follows your history.
        </p>
      )}
    </div>
  );
}
