/** How far below the page's lower edge a rail may be and still be started, in heights of the page. */
const NEAR = '100% 0px';

/**
 * Calls back when the page is one that somebody looks at (a prerendered one is not yet), and the element near what they
 * see of it. Returns what gives it up.
 */
export function whenNear(element: Element, eager: boolean, start: () => void | Promise<void>): () => void {
  const stopping = new AbortController();
  let observer: IntersectionObserver | undefined;
  const wait = () => {
    if (stopping.signal.aborted) return;
    if (eager) {
      void start();
      return;
    }
    observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer?.disconnect();
      void start();
    }, { rootMargin: NEAR });
    observer.observe(element);
  };
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', wait, { once: true, signal: stopping.signal });
  } else {
    wait();
  }
  return () => {
    stopping.abort();
    observer?.disconnect();
  };
}
