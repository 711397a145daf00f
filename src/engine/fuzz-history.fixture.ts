/** Saved histories with faults: each is refused with a reason, or is a history. */
import { hasCode } from '../errors.ts';
import { mutateBytes } from '../mutate-bytes.fixture.ts';
import { mutateJson } from '../mutate-json.fixture.ts';
import { Sfc32 } from '../random.ts';
import { EVENT_TYPES } from '../types.ts';
import { exampleHistory } from './example-history.fixture.ts';
import { historyFile, readHistoryFile } from './history-file.ts';
import { type HistoryFile } from './state.ts';

/** Tells this use of the generator from others. */
const STREAM = 0x5a7ed;

export interface FuzzedHistories {
  refused: number;
  taken: number;
  /** Milliseconds of the processor, the most that one took. */
  longest: number;
}

/** Reads `rounds` of them. @throws at one that ends otherwise */
export async function fuzzHistories(first: number, rounds: number): Promise<FuzzedHistories> {
  const text = JSON.stringify(await exampleHistory());
  const found: FuzzedHistories = { refused: 0, taken: 0, longest: 0 };
  for (let seed = first; seed < first + rounds; seed++) {
    const random = new Sfc32(STREAM, seed);
    const file = await faulty(text, random);
    const before = process.cpuUsage();
    try {
      check(await readHistoryFile(file));
      found.taken++;
    } catch (error) {
      if (!hasCode(error, 'DATA')) throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      found.refused++;
    }
    const { user, system } = process.cpuUsage(before);
    found.longest = Math.max(found.longest, (user + system) / 1000);
    if (Object.keys(Object.prototype).length > 0) throw new Error(`seed ${seed}: it changed Object.prototype`);
  }
  return found;
}

/** Half of those that are still JSON are given the digest that is theirs: the faults behind it count, too. */
async function faulty(text: string, random: Sfc32): Promise<unknown> {
  if (random.uniform() < 0.3) return new TextDecoder().decode(mutateBytes(new TextEncoder().encode(text), random));
  const changed = mutateJson(text, random);
  if (random.uniform() < 0.3) return changed;
  try {
    const { format: _format, version: _version, digest: _digest, ...parts } = JSON.parse(changed) as HistoryFile;
    return await historyFile(parts);
  } catch {
    return changed;
  }
}

/** What was taken is what the engine goes on with. */
function check({ events, earlier, steering }: HistoryFile): void {
  const sound = events.every(({ uid, item, type, time }) => uid !== '' && item !== '' && EVENT_TYPES.includes(type) && Number.isFinite(time));
  if (!sound || !Array.isArray(earlier) || !(steering.explore >= 0 && steering.explore <= 1)) throw new Error('a history that is none was taken');
}
