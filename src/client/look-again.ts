/** Calls `look` whenever the page is seen again, or comes back from the back/forward cache, until `signal`. */
export function lookAgain(look: () => void, signal: AbortSignal): void {
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'visible' && look()), { signal });
  window.addEventListener('pageshow', ({ persisted }) => void (persisted && look()), { signal });
}
