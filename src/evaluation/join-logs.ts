import { type PredictionLog } from './prediction-log.ts';

/** Logs of one arm one behind the other. */
export function joinLogs(logs: readonly PredictionLog[]): PredictionLog {
  const column = (name: 'user' | 'events' | 'target' | 'rank' | 'candidates' | 'top') => {
    const joined = new Int32Array(logs.reduce((sum, log) => sum + log[name].length, 0));
    let at = 0;
    for (const log of logs) {
      joined.set(log[name], at);
      at += log[name].length;
    }
    return joined;
  };
  return {
    user: column('user'),
    events: column('events'),
    target: column('target'),
    rank: column('rank'),
    candidates: column('candidates'),
    top: column('top'),
    ms: logs.reduce((sum, { ms }) => sum + ms, 0),
    observed: logs.reduce((sum, { observed }) => sum + observed, 0),
  };
}
