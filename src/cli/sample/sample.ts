import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../errors.ts';
import { replaceFile } from '../replace-file.ts';
import { sampleShop } from './sample-shop.ts';

/**
 * Writes `items.csv` and `interactions.csv` of a made-up bookshop into a folder, and says what to do with them.
 * @throws OptionError where files of these names say something else: they are not ours to replace
 */
export async function sampleCommand(folder: string): Promise<string> {
  const { items, interactions } = sampleShop();
  const files = { 'items.csv': items, 'interactions.csv': interactions };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const present = await readFile(join(folder, name), 'utf8').catch(() => text);
    if (present !== text) throw new OptionError('dir', `${join(folder, name)} is there already, and says something else; give another folder`);
  }
  for (const [name, text] of Object.entries(files)) await replaceFile(join(folder, name), text);
  const count = (text: string) => (text.split('\n').length - 2).toLocaleString('en');
  return [
    `${join(folder, 'items.csv')}: ${count(items)} made-up books`,
    `${join(folder, 'interactions.csv')}: ${count(interactions)} ratings by made-up readers`,
    `next: tastekit train --interactions ${join(folder, 'interactions.csv')} --items ${join(folder, 'items.csv')} --out public/bundle`,
  ].join('\n');
}
