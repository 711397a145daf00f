import { type KeptCalibration } from '../history/history-store.ts';
import { type Scorer } from '../kernels/scorer.ts';
import { type Gpu } from './gpu.ts';
import { type EngineInfo } from './state.ts';

/** What runs now: the scorer, the device it needs (null: none), and what to say of them. */
export interface Running {
  scorer: Scorer;
  gpu: Gpu | null;
  info: EngineInfo;
}

/** What `choose` found out, to be kept for the next visit. */
export type Choice = Omit<KeptCalibration, 'bundle'>;
