import { OptionError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type ItemTables, type ScorerOptions } from './scorer.ts';

/** @throws OptionError if a table does not have `count` rows of the model's width, or an option is no number of them. */
export function checkTables(config: NeumfConfig, tables: ItemTables, { ready = 0, candidates = 0 }: ScorerOptions = {}): void {
  const { count, factors, bias, popularity } = tables;
  if (!Number.isInteger(count) || count < 1) throw new OptionError('tables.count', `expected at least 1 item, got ${count}`);
  const check = (name: string, length: number, expected: number) => {
    if (length !== expected) throw new OptionError(`tables.${name}`, `expected ${expected} numbers for ${count} items, got ${length}`);
  };
  check('factors.values', factors.values.length, count * config.dim);
  check('factors.scales', factors.scales.length, count);
  check('bias', bias.length, count);
  check('popularity', popularity.length, count);
  if (!Number.isInteger(ready) || ready < 0 || ready > count) throw new OptionError('ready', `expected a row from 0 to ${count}, got ${ready}`);
  if (!Number.isInteger(candidates) || candidates < 0) throw new OptionError('candidates', `expected a whole number of at least 0, got ${candidates}`);
}
