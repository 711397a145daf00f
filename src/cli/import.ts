/** `tastekit import`: a model trained with PyTorch (src/training/torch/train.py) goes in, a bundle comes out. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { readDataset, type ReadDatasetOptions } from '../catalog/read-dataset.ts';
import { OptionError, messageOf } from '../errors.ts';
import { bundleParts } from '../training/bundle-parts.ts';
import { importedRun } from '../training/torch/imported-run.ts';
import { checkBundleTarget, writeBundleFolder } from './bundle-folder.ts';
import { type CardOptions, dataCard } from './data-card.ts';
import { lockOut } from './out-lock.ts';

export interface ImportCommand {
  /** Folder that train.py wrote to. */
  run: string;
  /** The files that it was trained on. */
  data: ReadDatasetOptions;
  out: string;
  card: CardOptions;
}

/** Resolves to the bundle's folder. @throws OptionError, DataError, BundleError */
export async function importCommand({ run, data, out: folder, card }: ImportCommand): Promise<string> {
  const out = resolve(folder);
  await checkBundleTarget(out);
  const unlock = await lockOut(out);
  try {
    const file = join(run, 'weights.safetensors');
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw new OptionError('run', `expected a folder that train.py wrote weights.safetensors to, got ${run} (${messageOf(cause)})`, { cause });
    });
    const said = await dataCard(card, data.interactions, out);
    const dataset = await readDataset(data);
    const { model, training, validation, rehearsed } = await importedRun(file, bytes, dataset);
    await writeBundleFolder(out, await encodeBundle(bundleParts(model, dataset, training, said, validation, rehearsed)));
    return out;
  } finally {
    await unlock();
  }
}
