import { type Ready } from './ready.ts';
import { catalogueWords } from './words.ts';

/** Calm words over the list, about what is not as usual. */
export function Notices({ state, erased }: { state: Ready; erased: boolean }) {
  const { storage, learning, catalogue, catalogueChange } = state;
  return (
    <div className="notices">
      {erased && (
        <p className="notice" data-testid="erased">
          Everything is erased. This page knows nothing about you.
        </p>
      )}
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
