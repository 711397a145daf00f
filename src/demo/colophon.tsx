import { type BundleInfo } from '../client/recommender.ts';
import { COLLECTIONS, collectionOf, collectionUrl } from './collections.ts';

/** Whose data the model was made from, and on what terms. */
export function Colophon({ bundle, page }: { bundle: BundleInfo | null; page: URL }) {
  const licence = bundle && safeLink(bundle.data.licenceUrl);
  const source = bundle && safeLink(bundle.data.source);
  const here = collectionOf(page).bundle;
  const others = COLLECTIONS.filter((collection) => collection.bundle !== here);
  return (
    <footer className="colophon">
      {bundle && (
        <p data-testid="licence">
          Made from {source ? <a href={source}>{bundle.data.name}</a> : bundle.data.name}, {bundle.data.attribution.replace(/\.$/, '')}. Licence:{' '}
          {licence ? <a href={licence}>{bundle.data.licence}</a> : bundle.data.licence}.
        </p>
      )}
      <p>
        TasteKit recommends without sending anything about you anywhere. The covers are drawn on your device, too. The other shelves, with a history of their own:{' '}
        {others.map((collection, i) => (
          <span key={collection.bundle}>
            {i > 0 && ', '}
            <a href={collectionUrl(collection, page)}>{collection.label}</a>
          </span>
        ))}
        .
      </p>
    </footer>
  );
}

/** A bundle is data from elsewhere: only what leads to a page becomes a link. */
function safeLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url, document.baseURI)) return null;
  const { protocol, href } = new URL(url, document.baseURI);
  return /^https?:$/.test(protocol) ? href : null;
}
