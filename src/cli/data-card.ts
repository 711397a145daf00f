/** What a person says of the data on the command line. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { OptionError } from '../errors.ts';
import { type DataCard } from '../training/bundle-parts.ts';

export interface CardOptions {
  /** Default: that of the bundle's folder. */
  name?: string;
  dataName?: string;
  licence?: string;
  attribution?: string;
  source?: string;
  licenceFile?: string;
}

/** @throws OptionError for a name that no bundle can have, or a licence that cannot be read */
export async function dataCard(card: CardOptions, interactions: string, out: string): Promise<DataCard> {
  const name = card.name ?? basename(out);
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw new OptionError('name', `expected 1 to 64 letters, digits, ".", "_" or "-", got ${JSON.stringify(name)}; give one with --name`);
  }
  return {
    name,
    dataName: card.dataName ?? basename(interactions),
    licence: card.licence ?? 'not stated',
    attribution: card.attribution ?? 'not stated',
    source: card.source ?? 'not stated',
    licenceText: card.licenceFile === undefined ? undefined : { bytes: await readLicence(card.licenceFile), file: basename(card.licenceFile).replace(/[^A-Za-z0-9._-]+/g, '-') },
  };
}

async function readLicence(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new OptionError('licence-file', `${file} could not be read`, { cause });
  }
}
