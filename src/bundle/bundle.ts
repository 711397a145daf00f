/** An opened bundle. */
import { type Item, type TransitionTables, type Weights } from '../types.ts';
import { type ItemIds } from './item-ids.ts';
import { type ItemWeights } from './item-weights.ts';
import { type Manifest } from './manifest.ts';

/** A bundle whose every loaded byte has been checked. */
export interface Bundle {
  manifest: Manifest;
  /** sha256 of bundle.json, 64 hex digits. */
  digest: string;
  /** All weights that are not rows per item, by the names of `networkShapes`. */
  network: Weights;
  items: BundleItems;
}

export interface BundleItems extends ItemWeights {
  count: number;
  /** In the order of the rows. */
  ids: ItemIds;
  /** What comes after what; null where the model has no memory. */
  memory: TransitionTables | null;
  /** The items' places in each order of the model's walk term, [n] each; null where it has none. */
  orders: (Int32Array | Uint16Array)[] | null;
  /** Whether all texts were loaded with the bundle, so that `text` never fails. False: await `loadText` before `text`. */
  textLoaded: boolean;
  /** What a page shows of an item. @throws {TasteKitError} where its text is not loaded. */
  text(index: number): Item;
  /** Whether `text` will give it. */
  hasText(index: number): boolean;
  /** Loads the texts of these items if need be. After a failure it may be called again. */
  loadText(indices: Iterable<number>, signal?: AbortSignal): Promise<void>;
}
