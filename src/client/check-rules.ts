import { OptionError } from '../errors.ts';
import { type RankRules } from '../types.ts';

const RULES = ['deny', 'pin', 'allow', 'atMost', 'boost'];
/** Beyond it a boost says no more than `pin` or `deny`. Nats. */
const MOST_NATS = 100;

/** A copy of them, plain enough to be sent to the worker. @throws OptionError naming the field, such as `rules.pin[2].position`. */
export function checkRules(rules: RankRules): RankRules {
  known('rules', rules, RULES);
  const { deny, pin, allow, atMost, boost } = rules;
  const checked: RankRules = {};
  if (deny !== undefined) checked.deny = checkIds('rules.deny', deny);
  if (pin !== undefined) checked.pin = checkPins(pin);
  if (allow !== undefined) checked.allow = checkIds('rules.allow', allow);
  if (atMost !== undefined) checked.atMost = checkNumbers('rules.atMost', atMost, (n) => Number.isInteger(n) && n >= 0, 'a whole number of at least 0');
  if (boost !== undefined) {
    known('rules.boost', boost, ['items', 'genres']);
    checked.boost = {};
    for (const name of ['items', 'genres'] as const) {
      const nats = boost[name];
      if (nats !== undefined) checked.boost[name] = checkNumbers(`rules.boost.${name}`, nats, (n) => Math.abs(n) <= MOST_NATS, `nats from −${MOST_NATS} to ${MOST_NATS}`);
    }
  }
  return checked;
}

/** The numbers by name, copied. @throws OptionError naming the first that is not as it should be */
export function checkNumbers(field: string, numbers: Readonly<Record<string, number>>, isRight: (n: number) => boolean, expected: string): Record<string, number> {
  known(field, numbers);
  for (const [name, n] of Object.entries(numbers)) {
    if (typeof n !== 'number' || !isRight(n)) throw new OptionError(`${field}.${name}`, `expected ${expected}, got ${show(n)}`);
  }
  return { ...numbers };
}

/** @throws OptionError unless it is an item's id */
export function checkId(field: string, id: string): string {
  if (typeof id !== 'string' || id === '' || id.length > 1000) throw new OptionError(field, `expected an item's id, a string of 1 to 1,000 characters, got ${show(id)}`);
  return id;
}

export function checkIds(field: string, ids: readonly string[]): string[] {
  if (!Array.isArray(ids)) throw new OptionError(field, `expected a list of item ids, got ${show(ids)}`);
  return ids.map((id, i) => checkId(`${field}[${i}]`, id));
}

function checkPins(pins: NonNullable<RankRules['pin']>): { item: string; position: number }[] {
  if (!Array.isArray(pins)) throw new OptionError('rules.pin', `expected a list of items and positions, got ${show(pins)}`);
  const seen = new Set<string | number>();
  return pins.map((pin, i) => {
    const field = `rules.pin[${i}]`;
    known(field, pin, ['item', 'position']);
    const { item, position } = pin;
    checkId(`${field}.item`, item);
    if (!Number.isInteger(position) || position < 0) throw new OptionError(`${field}.position`, `expected a place counted from 0, got ${show(position)}`);
    if (seen.has(item)) throw new OptionError(`${field}.item`, `expected each item once, got ${show(item)} again`);
    if (seen.has(position)) throw new OptionError(`${field}.position`, `expected each place once, got ${position} again`);
    seen.add(item).add(position);
    return { item, position };
  });
}

/** @throws OptionError unless it is an object with no other fields than these */
function known(field: string, value: object, fields?: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OptionError(field, `expected an object, got ${show(value)}`);
  const other = Object.keys(value).find((name) => fields && !fields.includes(name));
  if (other !== undefined) throw new OptionError(`${field}.${other}`, `is no field of it; there are ${fields?.join(', ')}`);
}

/** A value as a message quotes it. */
export function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
