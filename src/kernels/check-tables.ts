import { OptionError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type ItemTables } from './scorer.ts';

/** @throws OptionError if a table does not have `count` rows of the model's width. */
export function checkTables(config: NeumfConfig, { count, factors, bias, popularity }: ItemTables): void {
  if (!Number.isInteger(count) || count < 1) throw new OptionError('tables.count', `expected at least 1 item, got ${count}`);
  const check = (name: string, length: number, expected: number) => {
    if (length !== expected) throw new OptionError(`tables.${name}`, `expected ${expected} numbers for ${count} items, got ${length}`);
  };
  check('factors.values', factors.values.length, count * config.dim);
  check('factors.scales', factors.scales.length, count);
  check('bias', bias.length, count);
  check('popularity', popularity.length, count);
}
