import { OptionError } from '../errors.ts';
import { BACKENDS, EVENT_TYPES, type VisitorEvent } from '../types.ts';
import { type EngineOptions } from '../engine/protocol.ts';
import { type ConsentAnswer } from '../engine/state.ts';
import { bundleUrl } from './bundle-url.ts';
import { checkId, checkIds, checkRules, show } from './check-rules.ts';
import { type RecommenderOptions, type RecordInput } from './recommender.ts';

const KNOWN: Record<keyof RecommenderOptions, true> = {
  bundle: true,
  integrity: true,
  namespace: true,
  backend: true,
  learning: true,
  consent: true,
  honourGpc: true,
  limit: true,
  rules: true,
  signal: true,
  worker: true,
};
const ANSWERS: readonly ConsentAnswer[] = ['granted', 'session-only', 'off'];
const LONGEST_LIST = 1000;
const DEFAULT_LIMIT = 20;
const MOST_SHOWN = 50;
// What is noted must fit into a saved copy of the history (engine/history-file.ts).
const LONGEST_ID = 1000;
const LONGEST_NAME = 200;
const LAST_MOMENT = 8.64e15;

/** The engine's options, with defaults and an absolute bundle URL ending in `/`. @throws OptionError naming the option. */
export function checkOptions(options: RecommenderOptions, base: string): EngineOptions {
  for (const name of Object.keys(options)) {
    if (!(name in KNOWN)) throw new OptionError(name, `is no option; there are ${Object.keys(KNOWN).join(', ')}`);
  }
  const { bundle, integrity, namespace, backend = 'auto', learning, consent = 'granted', honourGpc, limit = DEFAULT_LIMIT, rules } = options;
  if (backend !== 'auto' && !BACKENDS.includes(backend)) {
    throw new OptionError('backend', `expected auto, ${BACKENDS.join(' or ')}, got ${show(backend)}`);
  }
  for (const [name, value] of Object.entries({ learning, honourGpc })) {
    if (value !== undefined && typeof value !== 'boolean') throw new OptionError(name, `expected true or false, got ${show(value)}`);
  }
  if (consent !== 'ask') checkAnswer(consent);
  const kept = consent === 'granted' && honourGpc && asksForPrivacy() ? 'session-only' : consent;
  return { bundle: bundleUrl(bundle, base), integrity, namespace, backend, learning, consent: kept, limit: checkLimit(limit), rules: rules && checkRules(rules) };
}

/** Global Privacy Control (https://w3c.github.io/gpc): the visitor's general wish, as their browser tells it. */
function asksForPrivacy(): boolean {
  return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
}

/** @throws OptionError unless it is one */
export function checkAnswer(consent: ConsentAnswer): ConsentAnswer {
  if (ANSWERS.includes(consent)) return consent;
  throw new OptionError('consent', `expected ${ANSWERS.join(', ')}, or as an option also ask, got ${show(consent)}`);
}

/** @throws OptionError unless it is a whole number from 1 to 1,000. */
export function checkLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_LIST) {
    throw new OptionError('limit', `expected a whole number from 1 to ${LONGEST_LIST}, got ${limit}`);
  }
  return limit;
}

/** The event that is stored, with a number of its own, by which it is known again wherever it comes twice. @throws OptionError for an empty item, an unknown type, a time that is none, too much that stood beside it. */
export function checkEvent(input: RecordInput, now: () => number): VisitorEvent {
  const { item, type, time = now(), rankingId, position, shown, surface } = input;
  checkId('item', item);
  if (!EVENT_TYPES.includes(type)) throw new OptionError('type', `expected one of ${EVENT_TYPES.join(', ')}, got ${show(type)}`);
  if (item.length > LONGEST_ID) throw new OptionError('item', `expected an id of at most ${LONGEST_ID} characters, got ${item.length}`);
  if (!(Math.abs(time) <= LAST_MOMENT)) throw new OptionError('time', `expected milliseconds since 1970, got ${time}`);
  if (position !== undefined && (!Number.isSafeInteger(position) || position < 0)) {
    throw new OptionError('position', `expected a place counted from 0, got ${position}`);
  }
  for (const [name, value] of Object.entries({ rankingId, surface })) {
    if (value !== undefined && (typeof value !== 'string' || value.length > LONGEST_NAME)) throw new OptionError(name, `expected a string of at most ${LONGEST_NAME} characters, got ${show(value)}`);
  }
  return { item, type, time, uid: newUid(), rankingId, position, shown: shown === undefined ? undefined : checkShown(shown), surface };
}

/** 64 random bits. */
function newUid(): string {
  return crypto.getRandomValues(new BigUint64Array(1))[0].toString(36);
}

function checkShown(shown: readonly string[]): string[] {
  const ids = checkIds('shown', shown);
  if (ids.some(({ length }) => length > LONGEST_ID)) throw new OptionError('shown', `expected ids of at most ${LONGEST_ID} characters`);
  if (ids.length > MOST_SHOWN) {
    throw new OptionError('shown', `expected the ids of at most ${MOST_SHOWN} items, got ${ids.length}; give those the visitor could see beside the chosen one`);
  }
  return ids;
}
