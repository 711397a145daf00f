/** What takes part in the ranking benchmark, and the words its page, its workers and its script share. Types only. */
import { type Ranked, type ScoreQuery } from '../../src/kernels/scorer.ts';
import { type RandomModel } from '../../src/kernels/testing/random-model.ts';

/** Length of the lists. */
export const TOP = 50;

export type ScorerName =
  | 'ours-webgpu'
  | 'ours-wasm'
  | 'tfjs-webgpu'
  | 'tfjs-webgpu-precomputed'
  | 'tfjs-wasm'
  | 'tfjs-wasm-precomputed'
  | 'ort-wasm'
  | 'ort-wasm-precomputed'
  | 'ort-webgpu'
  | 'ort-webgpu-precomputed'
  | 'js';

export interface Spec {
  scorer: ScorerName;
  /** Threads of WebAssembly; 1 for everything else. */
  threads: number;
  /** Ours only: 1, the whole head over all items; 2, candidates by dot product first. Peers have one. */
  stages: 1 | 2;
}

/** A scorer with a model in it. Everything that can be done before the user is known has been done. */
export interface Contestant {
  /** From a user to the best `TOP` items and their scores, in JavaScript. */
  rank(query: ScoreQuery): Promise<Ranked>;
  /** Choices made for this scorer by trial, and what it runs on; one line. */
  note: string;
}

/** What every contestant is opened with. */
export interface Contest {
  model: RandomModel;
  queries: ScoreQuery[];
}

/** Milliseconds of each call, in order. */
export type Times = number[];
