/** From a bundle and the catalogue as it is now to the parts of a new bundle, nothing trained. */
import { type Bundle } from '../../bundle/bundle.ts';
import { type BundleParts } from '../../bundle/encode-bundle.ts';
import { dequantiseRow } from '../../bundle/quantise.ts';
import { contentFeatures } from '../../catalog/content-features.ts';
import { OptionError } from '../../errors.ts';
import { itemShapes } from '../../neumf.ts';
import { itemOrders } from '../../training/item-orders.ts';
import { type Item } from '../../types.ts';
import { contentRegression } from './content-regression.ts';
import { contentTransitions } from './content-transitions.ts';

export interface Refreshed {
  parts: Omit<BundleParts, 'licence'>;
  /** Items that were there before and still are, that are gone, and that are new. */
  kept: number;
  gone: number;
  added: number;
}

/** Nats. New items come into reach by it, and the others lose nothing at the top (docs/STEERING.md). */
export const NEW_ITEMS_LIFT = 2;

/**
 * Items are matched by id. Those of the bundle that `items` no longer has are dropped, with what followed them; those it
 * still has keep their rows and take the new text; new ones get a factor, a bias, a popularity and transitions from their
 * content, as the ones that are kept have them, and `lift` nats on top of the bias. The most popular first.
 * @throws {OptionError} where no item is kept: there is nothing to learn the new ones from
 */
export function refreshedParts(bundle: Bundle, items: readonly Item[], lift = NEW_ITEMS_LIFT): Refreshed {
  const { manifest, network, items: before } = bundle;
  const { dim } = manifest.model;
  const rowOf = Int32Array.from(items, ({ id }) => before.ids.indexOf(id) ?? -1);
  const known = Int32Array.from(rowOf.keys()).filter((item) => rowOf[item] >= 0);
  if (known.length === 0) throw new OptionError('items', `expected items that the bundle knows, and none of the ${items.length} ids is one of its ${before.count}; give the catalogue that it was made for, as it is now`);

  // A row's last two numbers are its bias and its popularity.
  const cols = dim + 2;
  const rows = new Float64Array(items.length * cols);
  const factor = new Float32Array(dim);
  for (const item of known) {
    rows.set(dequantiseRow(before.factors, rowOf[item], factor), item * cols);
    rows.set([before.bias[rowOf[item]], before.popularity[rowOf[item]]], item * cols + dim);
  }
  if (known.length < items.length) {
    const features = contentFeatures(items);
    // Each has its own spread, and so its own strength of shrinking.
    for (const [from, width] of [[0, dim], [dim, 1], [dim + 1, 1]]) {
      const learned = new Float64Array(known.length * width);
      known.forEach((item, i) => learned.set(rows.subarray(item * cols + from, item * cols + from + width), i * width));
      const { predict } = contentRegression(features, known, learned);
      for (let item = 0; item < items.length; item++) if (rowOf[item] < 0) rows.set(predict(item), item * cols + from);
    }
    for (let item = 0; item < items.length; item++) if (rowOf[item] < 0) rows[item * cols + dim] += lift;
  }

  const popularityOf = (item: number) => rows[item * cols + dim + 1];
  // Equals stay in the order they had; new ones come after them.
  const placeOf = (item: number) => (rowOf[item] < 0 ? before.count + item : rowOf[item]);
  const order = Int32Array.from(items.keys()).sort((a, b) => popularityOf(b) - popularityOf(a) || placeOf(a) - placeOf(b));
  const listed = Array.from(order, (item) => items[item]);
  const shapes = itemShapes(manifest.model, items.length);
  const column = (from: number, width: number) => {
    const data = new Float32Array(items.length * width);
    order.forEach((item, place) => data.set(rows.subarray(item * cols + from, item * cols + from + width), place * width));
    return data;
  };
  const { licenceFile: _, ...data } = manifest.data;
  const [gone, added] = [before.count - known.length, items.length - known.length];
  return {
    parts: {
      name: manifest.name,
      config: manifest.model,
      weights: new Map([
        ...network,
        ['item.factor', { shape: shapes['item.factor'], data: column(0, dim) }],
        ['item.bias', { shape: shapes['item.bias'], data: column(dim, 1) }],
        ['item.popularity', { shape: shapes['item.popularity'], data: column(dim + 1, 1) }],
      ]),
      memory: before.memory && contentTransitions(before.memory, Int32Array.from(order, (item) => rowOf[item]), contentFeatures(listed)),
      ...(manifest.model.walk && { orders: itemOrders(listed) }),
      items: listed,
      data: { ...data, items: items.length },
      training: { ...manifest.training, options: { ...manifest.training.options, refreshedFrom: bundle.digest, itemsDropped: gone, itemsAdded: added, newItemsLift: lift } },
      // They were taken on another catalogue.
      evaluation: { validation: null, test: null },
      learning: manifest.learning,
    },
    kept: known.length,
    gone,
    added,
  };
}
