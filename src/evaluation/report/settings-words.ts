import { type ArmResult } from '../evaluation.ts';

/** "lambda 200, cosine true"; "nothing to set" where there is none. */
export function settingsWords(settings: ArmResult['settings']): string {
  const words = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return words.length > 0 ? words.join(', ') : 'nothing to set';
}
