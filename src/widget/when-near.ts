/** How far below the page's lower edge a rail may be and still be started, in heights of the page. */
const NEAR = '100% 0px';

/**
 * Calls back when the page is one that somebody looks at (a prerendered one is not yet), and the element near what they
 * see of it; not once `signal` is aborted.
 */
export function whenNear(element: Element, eager: boolean, signal: AbortSignal, start: () => void): void {
  const wait = () => {
    if (eager) {
      start();
      return;
    }
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      start();
    }, { rootMargin: NEAR });
    observer.observe(element);
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  };
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', wait, { once: true, signal });
  } else {
    wait();
  }
}
