import { useEffect, useState, useSyncExternalStore } from 'react';
import { RequestCounter } from './requests.ts';

/**
 * Network requests of the page itself since everything it needs had arrived; null until then.
 * Typefaces are fetched when a letter first needs them, so all are fetched before the counting begins.
 */
export function useRequests(settled: boolean): number | null {
  const [counter] = useState(() => new RequestCounter());
  const [counting, setCounting] = useState(false);
  useEffect(() => {
    if (!settled) return undefined;
    let stale = false;
    const count = async () => {
      await Promise.allSettled([...document.fonts].map((face) => face.load()));
      if (stale) return;
      counter.start();
      setCounting(true);
    };
    void count();
    return () => {
      stale = true;
    };
  }, [counter, settled]);
  const count = useSyncExternalStore(counter.subscribe, counter.count);
  return counting ? count : null;
}
