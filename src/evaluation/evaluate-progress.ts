import { type TrainProgress } from '../training/trainer.ts';

/** How far an evaluation is. Within one `status` and `arm`, `done` rises to `total` unless time runs out. */
export type EvaluateProgress =
  /** Settings of one baseline that were tried. */
  | { status: 'tuning'; arm: string; done: number; total: number }
  | { status: 'training'; training: TrainProgress }
  /** Users served. */
  | { status: 'validating' | 'testing'; arm: string; done: number; total: number };
