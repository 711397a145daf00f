// Vite makes a module of the worker's address of this.
// oxlint-disable-next-line import/default
import workerUrl from '../engine/worker.ts?worker&url';

/** Where the engine's files are; absolute URLs. */
export interface EngineFiles {
  worker: string;
  /** What the worker fetches later, by name. Unset: it knows by itself. */
  parts?: Record<string, string>;
}

/**
 * As a build from the sources has them: it wrote the later ones into the worker. In the package another file takes the
 * place of this one, with the addresses in the one form that bundlers follow: `new URL('./worker.js', import.meta.url)`
 * (scripts/package-files.mjs).
 */
export function engineFiles(): EngineFiles {
  return { worker: new URL(workerUrl, import.meta.url).href };
}
