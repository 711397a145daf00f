/**
 * The visitor's history as a file of theirs: `export()` writes it, `import()` reads it. Whoever hands one over may have made it
 * up: it is checked whole before anything of it counts. The digest tells a damaged file, not a forged one.
 */
import * as v from 'valibot';
import { sha256Hex } from '../bundle/integrity.ts';
import { parseStrictJson, sortedFields } from '../bundle/strict-json.ts';
import { DataError, hasCode, messageOf } from '../errors.ts';
import { EVENT_TYPES } from '../types.ts';
import { type HistoryFile } from './state.ts';

const FILE = 'the saved history';
const FORMAT = 'tastekit-history';
const VERSION = 1;
/** Bytes. Ten thousand events with all that stood beside them take fewer. */
const MAX_BYTES = 32 * 2 ** 20;
const MAX_DEPTH = 6;
const MAX_EVENTS = 20_000;
/** The latest moment that a Date can be. */
const LAST_MOMENT = 8.64e15;

const text = (most: number, least = 1) => {
  const expected = `expected a text of ${least} to ${most.toLocaleString('en')} characters`;
  return v.pipe(v.string(expected), v.check((s) => s.length >= least && s.length <= most, expected));
};
const number = (least: number, most: number) => {
  const expected = `expected a number from ${least} to ${most}`;
  return v.pipe(v.number(expected), v.check((n) => n >= least && n <= most, expected));
};
const whole = (least: number) => {
  const expected = `expected a whole number from ${least}`;
  return v.pipe(v.number(expected), v.check((n) => Number.isSafeInteger(n) && n >= least, expected));
};
const list = <S extends v.GenericSchema>(each: S, most: number) => {
  const expected = `expected a list of at most ${most.toLocaleString('en')}`;
  return v.pipe(v.array(v.unknown(), expected), v.check((all) => all.length <= most, expected), v.array(each));
};
const id = text(1_000);
const time = number(-LAST_MOMENT, LAST_MOMENT);
const type = v.picklist(EVENT_TYPES, `expected one of ${EVENT_TYPES.join(', ')}`);

const Schema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  bundle: v.strictObject({ name: text(200), digest: text(200) }),
  events: list(
    v.strictObject({
      id: whole(0),
      uid: text(64),
      item: id,
      type,
      time,
      // A page may say that it has none by an empty one.
      rankingId: v.optional(text(200, 0)),
      position: v.optional(whole(0)),
      shown: v.optional(list(id, 50)),
      surface: v.optional(text(200, 0)),
    }),
    MAX_EVENTS,
  ),
  earlier: list(v.strictObject({ item: id, type, time }), MAX_EVENTS),
  steering: v.strictObject({
    explore: number(0, 1),
    genres: v.record(text(200), number(-2, 2)),
    hidden: list(id, MAX_EVENTS),
  }),
  digest: text(100),
});

/** The file, with its digest. */
export async function historyFile(parts: Omit<HistoryFile, 'format' | 'version' | 'digest'>): Promise<HistoryFile> {
  const file = { format: FORMAT, version: VERSION, ...parts } as const;
  return { ...file, digest: await digestOf(file) };
}

/** Its text, or what was parsed of it. @throws DataError naming the field, what was expected and what to do */
export async function readHistoryFile(given: unknown): Promise<HistoryFile> {
  const json = parse(given);
  checkKind(json);
  const result = v.safeParse(Schema, json, { abortEarly: true });
  if (!result.success) throw fault(describe(result.issues[0]), v.getDotPath(result.issues[0]) ?? undefined);
  const { digest, ...rest } = result.output;
  if (digest !== (await digestOf(rest))) throw fault('its digest is not that of what is in it: it was changed or damaged after it was saved. Use the file as it was saved', 'digest');
  return { ...rest, digest };
}

/** As text once more, so that whatever it was made of is looked at in one way. */
function parse(given: unknown): unknown {
  let bytes: Uint8Array;
  try {
    bytes = new TextEncoder().encode(typeof given === 'string' ? given : JSON.stringify(given));
  } catch (cause) {
    throw fault(`is nothing that JSON could hold: ${messageOf(cause)}`, undefined, cause);
  }
  if (bytes.length > MAX_BYTES) throw fault(`has ${bytes.length} bytes, more than the ${MAX_BYTES} allowed`);
  try {
    return parseStrictJson(FILE, bytes, MAX_DEPTH);
  } catch (cause) {
    if (!hasCode(cause, 'BUNDLE')) throw cause;
    // The same reader as a bundle's, another file.
    throw fault(messageOf(cause).replace(`${FILE}: `, ''), undefined, cause);
  }
}

function checkKind(json: unknown): void {
  const { format, version } = Object(json) as { format?: unknown; version?: unknown };
  if (format !== FORMAT) throw fault(`expected "${FORMAT}": this is no history that was saved here`, 'format');
  if (version !== VERSION) throw fault(`expected version ${VERSION}, the one this page reads; reload the page, it may be older than the file`, 'version');
}

function fault(reason: string, field?: string, cause?: unknown): DataError {
  return new DataError({ file: FILE, field }, reason, cause === undefined ? undefined : { cause });
}

/** What valibot says of a field that is not known, or missing, in the words of this file. */
function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object') return issue.message;
  if (issue.expected === 'never') return 'is no field of such a file';
  // A field that is missing is named in quotes.
  return issue.expected?.startsWith('"') ? 'is missing' : 'expected an object';
}

/** `sha256-<hex>` of JSON with sorted keys and no spaces. Of fields that are undefined, JSON says nothing. */
async function digestOf(value: object): Promise<string> {
  return `sha256-${await sha256Hex(new TextEncoder().encode(JSON.stringify(sortedFields(value))))}`;
}
