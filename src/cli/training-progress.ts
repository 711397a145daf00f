import { type TrainProgress } from '../training/trainer.ts';
import { type ProgressLine } from './progress-line.ts';

/** Tells a person how training goes, on their line. The bar shows the last epoch's quality beside the loss. */
export function trainingProgress(line: ProgressLine): (progress: TrainProgress) => void {
  let lastQuality = '';
  return (progress) => {
    if (progress.status === 'step') {
      const { epoch, epochs, step, steps, loss, eventsPerSecond, etaSeconds } = progress;
      const speed = `${Math.round(eventsPerSecond)} events/s  at most ${duration(etaSeconds)} left`;
      line.update(step, steps, `epoch ${epoch}/${epochs}  loss ${loss.toFixed(3)}${lastQuality}  ${speed}`);
      return;
    }
    const { epoch, loss, validation, seconds, best } = progress;
    const quality = validation ? `  validation NDCG@10 ${validation.ndcg10.toFixed(4)}  HR@10 ${validation.hr10.toFixed(4)}` : '';
    lastQuality = validation ? `  NDCG@10 ${validation.ndcg10.toFixed(4)}` : '';
    line.note(`epoch ${epoch}  loss ${loss.toFixed(3)}${quality}  ${seconds.toFixed(1)} s${best ? '  best' : ''}`);
  };
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
