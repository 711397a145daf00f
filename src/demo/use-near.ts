import { type RefCallback, useCallback, useState } from 'react';

/** Whether an element is in view, or within a window's height of it: what is further away need not follow every click. */
export function useNear(): [RefCallback<Element>, boolean] {
  const [near, setNear] = useState(false);
  const place = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), { rootMargin: '100% 0px' });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, near];
}
