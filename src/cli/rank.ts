/** `tastekit rank`: what a bundle recommends after a few events, through the very session that runs in the page. */
import { readFile } from 'node:fs/promises';
import { type Bundle, openBundle } from '../bundle/decode-bundle.ts';
import { DataError, OptionError, messageOf } from '../errors.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { Learner } from '../learner/learner.ts';
import { Session } from '../session/session.ts';
import { sessionEvent } from '../session/session-event.ts';
import { sessionModel } from '../session/session-model.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { EVENT_TYPES, type EventType } from '../types.ts';
import { fromBundleFolder } from './bundle-folder.ts';
import { printable } from './printable.ts';

export interface RankCommand {
  bundle: string;
  /**
   * A JSON file: `[{"item": "1", "type": "like"}, …]`, oldest first. With `shown`, a list of ids: what stood beside it and was not
   * chosen. Or a visitor's saved copy, which has such a list, and under `earlier` the items of events before those.
   */
  events?: string;
  limit: number;
  learning: boolean;
  json: boolean;
}

interface GivenHistory {
  events: GivenEvent[];
  /** Met before. */
  earlier: GivenEvent[];
}

interface GivenEvent {
  item: string;
  type: EventType;
  shown?: string[];
}

export async function rankCommand({ bundle: dir, events: file, limit, learning, json }: RankCommand): Promise<string> {
  if (!Number.isInteger(limit) || limit < 1) throw new OptionError('limit', `expected a whole number of at least 1, got ${limit}`);
  const bundle = await fromBundleFolder(dir, (read) => openBundle({ read, text: 'auto' }));
  const { events: given, earlier } = file === undefined ? { events: [], earlier: [] } : await readHistory(file);
  const unknown = [...new Set(given.map(({ item }) => item).filter((item) => bundle.items.ids.indexOf(item) === undefined))];
  const model = sessionModel(bundle);
  const session = new Session(model, new PlainScorer(model.config, model.network, model));
  const indexOf = (item: string) => bundle.items.ids.indexOf(item);
  session.meet(earlier.map((event) => sessionEvent({ id: -1, ...event }, indexOf)).filter((event) => event !== null));
  const learner = learning ? await startLearner(bundle) : null;
  for (const [id, event] of given.entries()) {
    const read = sessionEvent({ id, ...event }, indexOf);
    if (!read) continue;
    session.observe([read]);
    if (learner) while (await session.learnNext(learner));
  }
  const ranked = await session.rank({ limit, personal: learning });
  await bundle.items.loadText(ranked.items);
  const list = Array.from(ranked.items, (index, position) => ({ ...bundle.items.text(index), position, score: ranked.scores[position] }));
  if (json) return JSON.stringify({ items: list, unknown }, null, 2);
  const missing = unknown.length > 0 ? [`not in this bundle: ${unknown.join(', ')}`] : [];
  const rows = list.map(({ position, score, title, genres }) => [`${position + 1}`.padStart(4), score.toFixed(3), printable(title), printable(genres.join(', '))].join('  '));
  return [...missing.map(printable), ...rows].join('\n');
}

async function startLearner({ manifest, network }: Bundle): Promise<Learner> {
  await startTfjs('wasm');
  return new Learner(manifest.model, network, manifest.learning);
}

/** @throws DataError naming what is wrong with which event. */
async function readHistory(file: string): Promise<GivenHistory> {
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new DataError({ file }, `expected a JSON list of events: ${messageOf(cause)}`, { cause });
  }
  if (Array.isArray(given)) return { events: checked(file, given), earlier: [] };
  const { events, earlier = [] } = Object(given) as Partial<Record<keyof GivenHistory, unknown>>;
  if (!Array.isArray(events) || !Array.isArray(earlier)) throw new DataError({ file }, `expected a JSON list of events, or a saved copy of a history, got ${typeof given}`);
  return { events: checked(file, events), earlier: checked(file, earlier) };
}

function checked(file: string, events: (Partial<GivenEvent> | null)[]): GivenEvent[] {
  return events.map((event, index) => {
    const place = `event ${index}`;
    if (typeof event?.item !== 'string') throw new DataError({ file, field: 'item' }, `${place}: expected an item's id, a string`);
    if (!EVENT_TYPES.includes(event.type as EventType)) {
      throw new DataError({ file, field: 'type' }, `${place}: expected one of ${EVENT_TYPES.join(', ')}, got ${JSON.stringify(event.type)}`);
    }
    if (event.shown !== undefined && !(Array.isArray(event.shown) && event.shown.every((id: unknown) => typeof id === 'string'))) {
      throw new DataError({ file, field: 'shown' }, `${place}: expected a list of item ids, strings, got ${JSON.stringify(event.shown)}`);
    }
    return event as GivenEvent;
  });
}
