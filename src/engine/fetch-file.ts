/** Reads a bundle's files over HTTP. */
import { MANIFEST_FILE } from '../bundle/manifest.ts';
import { type ReadFile } from '../bundle/read-file.ts';

/** So long a server may send nothing. Seconds. */
const MOST_SILENCE = 20;

/** Of `fetchFile`: there is no network to speak of, rather than an answer that says no. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SilenceError;
}

class SilenceError extends Error {}

/**
 * A reader of the files below `base`, an absolute URL ending in `/`. Stops reading past the bytes allowed (counted as they
 * are unpacked), and gives up a server that sends nothing for 20 ticks. `tick`: milliseconds, one second but in tests.
 */
export function fetchFile(base: string, tick = 1_000): ReadFile {
  return async (path, { bytes, signal }) => {
    const silence = new Silence(tick, signal);
    try {
      // An old bundle.json from the cache would not fit new files beside it; those are pinned by their hashes.
      const cache = path === MANIFEST_FILE ? 'no-cache' : 'default';
      const response = await fetch(new URL(path, base), { signal: silence.signal, credentials: 'same-origin', cache });
      if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
      return await readBody(response, bytes, () => silence.break());
    } finally {
      silence.end();
    }
  };
}

/** The body's bytes; where there are more than `most`, no more of them than the part that goes beyond. */
export async function readBody({ body }: Response, most: number, onPart = () => {}): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    onPart();
    chunks.push(part.value);
    length += part.value.length;
    if (length > most) {
      await reader?.cancel();
      break;
    }
  }
  return joined(chunks, length);
}

/** Aborts its signal when nothing is heard for long, or with another one. By ticks, so that a page that was frozen has not waited meanwhile. */
class Silence {
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly followed: AbortSignal;
  private ticks = 0;

  constructor(tick: number, followed: AbortSignal) {
    this.followed = followed;
    followed.addEventListener('abort', this.follow);
    if (followed.aborted) this.follow();
    this.timer = setInterval(() => {
      if (++this.ticks >= MOST_SILENCE) this.controller.abort(new SilenceError(`the server sent nothing for ${MOST_SILENCE} seconds`));
    }, tick);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  break(): void {
    this.ticks = 0;
  }

  end(): void {
    clearInterval(this.timer);
    this.followed.removeEventListener('abort', this.follow);
  }

  private readonly follow = () => this.controller.abort(this.followed.reason);
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
