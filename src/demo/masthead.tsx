import { COLLECTIONS, collectionOf, collectionUrl } from './collections.ts';

/** The name of the shop, what it has, and the ways through it. */
export function Masthead({ events, page, onPanel }: { events: number | null; page: URL; onPanel: () => void }) {
  const here = collectionOf(page).bundle;
  return (
    <header className="masthead">
      <a className="wordmark" href="#for-you">
        <svg viewBox="0 0 14 20" aria-hidden="true" focusable="false">
          <path d="M0 0h14v20l-7-5.6L0 20z" fill="currentColor" />
        </svg>
        TasteKit
      </a>
      <nav className="collections" aria-label="Catalogue">
        {COLLECTIONS.map((collection) => (
          <a key={collection.bundle} href={collectionUrl(collection, page)} aria-current={collection.bundle === here ? 'page' : undefined}>
            {collection.label}
          </a>
        ))}
      </nav>
      <nav className="ways" aria-label="Page">
        <a href="#for-you">For you</a>
        <a href="#browse">Browse</a>
        <a href="#your-site">Your site</a>
        <button type="button" className="ways-panel" aria-haspopup="dialog" disabled={events === null} onClick={onPanel}>
          What it knows{events !== null && events > 0 && <span className="ways-count"> {events}</span>}
        </button>
      </nav>
    </header>
  );
}
