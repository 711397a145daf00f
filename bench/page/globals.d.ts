/** What `open-demo.mjs` leaves in the demo page. */
interface Window {
  /** Milliseconds since navigation began; 0: not yet. `parts`: the engine's of the last click when the list changed, as JSON. */
  noted: { firstList: number; click: number; changed: number; drawn: number; parts: string };
  /** What `visit.mjs` has the page note: milliseconds of the largest contentful paint; layout shifts without an input before them. */
  vitals: { lcp: number; shifts: number[] };
}

interface Performance {
  /** Memory of the page and its workers, in bytes; Chromium, cross-origin isolated pages only. */
  measureUserAgentSpecificMemory?: () => Promise<{
    bytes: number;
    breakdown: { bytes: number; types: string[]; attribution: { scope: string }[] }[];
  }>;
}
