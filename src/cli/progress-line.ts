/** One bar for a terminal, whole lines for a log. */
import { stderr } from 'node:process';
import { Presets, SingleBar } from 'cli-progress';

export interface ProgressLine {
  /** `done` of `total`, with a few words. In a log a line is written at most every ten seconds. */
  update(done: number, total: number, words: string): void;
  /** A line that stays. */
  note(line: string): void;
  stop(): void;
}

const LOG_EVERY_MS = 10_000;

export function progressLine(stream: NodeJS.WriteStream = stderr): ProgressLine {
  return stream.isTTY ? barOn(stream) : logOn(stream);
}

function barOn(stream: NodeJS.WriteStream): ProgressLine {
  const bar = new SingleBar({ format: '{bar} {percentage}% {words}', stream, hideCursor: true, barsize: 24, clearOnComplete: true, gracefulExit: false }, Presets.shades_classic);
  let running = false;
  const stop = () => {
    if (running) bar.stop();
    running = false;
  };
  return {
    update(done, total, words) {
      if (!running) bar.start(total, done, { words });
      running = true;
      bar.setTotal(total);
      bar.update(done, { words });
    },
    note(line) {
      stop();
      stream.write(`${line}\n`);
    },
    stop,
  };
}

function logOn(stream: NodeJS.WriteStream): ProgressLine {
  let last = 0;
  return {
    update(done, total, words) {
      if (Date.now() - last < LOG_EVERY_MS) return;
      last = Date.now();
      stream.write(`${Math.floor((100 * done) / Math.max(1, total))}% ${words}\n`);
    },
    note: (line) => void stream.write(`${line}\n`),
    stop: () => undefined,
  };
}
