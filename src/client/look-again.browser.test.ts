import { afterEach, expect, it, vi } from 'vitest';
import { lookAgain } from './look-again.ts';

afterEach(() => void vi.restoreAllMocks());

function seen(visibility: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility);
  document.dispatchEvent(new Event('visibilitychange'));
}

it('looks when the page is seen again and when it comes out of the back/forward cache, until it is told to stop', () => {
  const look = vi.fn();
  const stopping = new AbortController();
  lookAgain(look, stopping.signal);
  seen('hidden');
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
  expect(look).toHaveBeenCalledTimes(0);
  seen('visible');
  expect(look).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(look).toHaveBeenCalledTimes(2);
  stopping.abort();
  seen('visible');
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(look).toHaveBeenCalledTimes(2);
});
