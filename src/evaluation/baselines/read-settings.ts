import { OptionError } from '../../errors.ts';
import { type Settings } from './baseline.ts';

type Widened<T> = { [Name in keyof T]: T[Name] extends number ? number : T[Name] extends boolean ? boolean : string };

/** `settings` over `defaults`. @throws OptionError for an unknown name, another type, or a number that is negative or not finite */
export function readSettings<T extends Settings>(defaults: T, settings: Settings): Widened<T> {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new OptionError(name, `expected one of ${Object.keys(defaults).join(', ')}; check the spelling`);
    }
    if (typeof value !== typeof defaults[name]) throw new OptionError(name, `expected a ${typeof defaults[name]}, got ${JSON.stringify(value)}`);
    if (typeof value === 'number' && !(value >= 0 && value < Infinity)) throw new OptionError(name, `expected a number of at least 0, got ${value}`);
  }
  return { ...defaults, ...settings } as Widened<T>;
}
