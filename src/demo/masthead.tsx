/** The name of the shop, and the ways through it. */
export function Masthead({ events, onPanel }: { events: number | null; onPanel: () => void }) {
  return (
    <header className="masthead">
      <a className="wordmark" href="#for-you">
        <svg viewBox="0 0 14 20" aria-hidden="true" focusable="false">
          <path d="M0 0h14v20l-7-5.6L0 20z" fill="currentColor" />
        </svg>
        TasteKit
      </a>
      <nav className="ways" aria-label="Page">
        <a href="#for-you">For you</a>
        <a href="#browse">Browse</a>
        <button type="button" className="ways-panel" aria-haspopup="dialog" disabled={events === null} onClick={onPanel}>
          What it knows{events !== null && events > 0 && <span className="ways-count"> {events}</span>}
        </button>
      </nav>
    </header>
  );
}
