/** Calls `look` whenever the page is seen again, or comes back from the back/forward cache. Returns the function that stops it. */
export function lookAgain(look: () => void): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'visible' && look()), { signal });
  window.addEventListener('pageshow', ({ persisted }) => void (persisted && look()), { signal });
  return () => stopping.abort();
}
