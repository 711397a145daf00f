/** `tastekit inspect`: checks every byte of a bundle, and says what is in it. */
import pc from 'picocolors';
import { type Bundle, openBundle } from '../bundle/decode-bundle.ts';
import { MANIFEST_FILE, type Manifest } from '../bundle/manifest.ts';
import { readFile, type ReadFile } from '../bundle/read-file.ts';
import { sinceWords } from '../catalog/split-since.ts';
import { isIdleMlp } from '../neumf.ts';
import { fromBundleFolder } from './bundle-folder.ts';
import { printable } from './printable.ts';

export interface InspectOptions {
  /** A JSON object of stable fields, for programs. Default: text for a person. */
  json?: boolean;
  /** Colours in the text. Default: as the terminal says. */
  color?: boolean;
}

/** What `--json` prints. */
export interface Inspection {
  name: string;
  version: number;
  /** The value of the `integrity` option that pins this bundle. */
  integrity: string;
  model: Manifest['model'];
  /** Numbers in the model, the rows per item among them; `memory`: transitions from item to item. */
  parameters: { network: number; items: number; memory: number };
  /** `perItem`: all but ids, texts and licence. */
  bytes: { total: number; perItem: number };
  items: { count: number; extraFields: string[] };
  data: Manifest['data'];
  learning: Manifest['learning'];
  training: Manifest['training'];
  evaluation: Manifest['evaluation'];
  /** Euclidean norms of the item factors. */
  factorNorms: { min: number; q25: number; median: number; q75: number; max: number };
  mostPopular: { id: string; title: string; popularity: number }[];
  /** All of them checked. */
  files: { path: string; bytes: number; sha256: string }[];
}

/**
 * Opens the bundle in `dir`, checks the length and sha256 of every file, all shapes and all numbers, and describes it.
 * @throws {BundleError} at the first fault.
 */
export async function inspectBundle(dir: string, options: InspectOptions = {}): Promise<string> {
  const inspection = await fromBundleFolder(dir, inspect);
  if (options.json) return JSON.stringify(inspection, null, 2);
  return describe(inspection, pc.createColors(options.color ?? pc.isColorSupported));
}

async function inspect(read: ReadFile): Promise<Inspection> {
  let manifestBytes = 0;
  const bundle = await openBundle({
    read: async (path, request) => {
      const bytes = await read(path, request);
      if (path === MANIFEST_FILE) manifestBytes = bytes.length;
      return bytes;
    },
  });
  const { manifest, digest, network, items } = bundle;
  const { licenceFile } = manifest.data;
  if (licenceFile !== null) await readFile(read, manifest, licenceFile, new AbortController().signal);

  const files = Object.entries(manifest.files).map(([path, { bytes, sha256 }]) => ({ path, bytes, sha256 }));
  files.push({ path: MANIFEST_FILE, bytes: manifestBytes, sha256: digest });
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const words = new Set([manifest.items.ids, ...manifest.items.text.files, licenceFile]);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const wordBytes = files.reduce((sum, { path, bytes }) => sum + (words.has(path) ? bytes : 0), 0);
  return {
    name: manifest.name,
    version: manifest.version,
    integrity: `sha256-${digest}`,
    model: manifest.model,
    parameters: {
      network: [...network.values()].reduce((sum, { data }) => sum + data.length, 0),
      items: items.count * (manifest.model.dim + 2),
      memory: items.memory?.items.length ?? 0,
    },
    bytes: { total, perItem: round((total - wordBytes) / items.count, 1) },
    items: { count: items.count, extraFields: manifest.items.extraFields },
    data: manifest.data,
    learning: manifest.learning,
    training: manifest.training,
    evaluation: manifest.evaluation,
    factorNorms: factorNorms(bundle),
    mostPopular: mostPopular(bundle, 5),
    files,
  };
}

function factorNorms({ manifest, items }: Bundle): Inspection['factorNorms'] {
  const { dim } = manifest.model;
  const { values, scales } = items.factors;
  const norms = new Float64Array(items.count);
  for (let i = 0; i < items.count; i++) {
    let squares = 0;
    for (let k = i * dim; k < (i + 1) * dim; k++) squares += values[k] ** 2;
    norms[i] = scales[i] * Math.sqrt(squares);
  }
  norms.sort();
  const quantile = (q: number) => round(norms[Math.round(q * (norms.length - 1))], 4);
  return { min: quantile(0), q25: quantile(0.25), median: quantile(0.5), q75: quantile(0.75), max: quantile(1) };
}

function mostPopular({ items }: Bundle, count: number): Inspection['mostPopular'] {
  const { popularity } = items;
  const order = Array.from(popularity.keys()).sort((a, b) => popularity[b] - popularity[a] || a - b);
  return order.slice(0, count).map((i) => ({ id: items.ids.at(i), title: items.text(i).title, popularity: round(popularity[i], 4) }));
}

function describe(it: Inspection, color: ReturnType<typeof pc.createColors>): string {
  const { data, model, learning, training, evaluation, factorNorms: norms } = it;
  const lines: string[] = [];
  const head = (title: string) => lines.push('', color.bold(title));
  const row = (label: string, value: string) => lines.push(`  ${color.dim(label.padEnd(13))} ${printable(value)}`);

  lines.push(`${color.bold(printable(it.name))}  a TasteKit bundle of version ${it.version}`);
  row('integrity', it.integrity);
  row('bytes', `${whole(it.bytes.total)}; ${it.bytes.perItem} an item without ids and texts`);
  row('items', `${whole(it.items.count)}${it.items.extraFields.length > 0 ? `, with ${it.items.extraFields.join(', ')}` : ''}`);

  head('Model');
  row('dim', `${model.dim}, ${model.blocks} blocks, ${model.heads} heads, hidden ${model.hidden}, window ${model.window}${model.ordered ? '' : ', without order'}`);
  row('mlp', isIdleMlp(model.mlp) ? 'none, one idle unit in its place' : model.mlp.join(' → '));
  row('event types', model.eventTypes.join(', '));
  row('adapter rank', String(model.adapterRank));
  const { memory } = model;
  row('memory', memory ? `${memory.traces.map(traceInWords).join(', ')}; epsilon ${memory.epsilon}; ${whole(it.parameters.memory)} transitions` : 'none');
  row('walk', model.walk ? `by ${model.walk.orders.join(' and ')}, within ${model.walk.spans.join(', ')} items` : 'none');
  row('parameters', `${whole(it.parameters.network)} in the network, ${whole(it.parameters.items)} in the items`);
  row('factor norms', `min ${norms.min}, quartiles ${norms.q25} / ${norms.median} / ${norms.q75}, max ${norms.max}`);

  head('Data');
  row('name', data.name);
  row('licence', `${data.licence}${data.licenceFile === null ? '' : ` (${data.licenceFile})`}`);
  row('attribution', data.attribution);
  row('source', data.source);
  row('size', `${whole(data.users)} users, ${whole(data.items)} items, ${whole(data.interactions)} interactions, ${data.ordered ? 'in order of time' : 'without order'}`);
  row('thresholds', `like at ${data.thresholds.likeAt ?? 'none'}, dislike at ${data.thresholds.dislikeAt ?? 'none'}`);

  head('Training');
  row('seed', String(training.seed));
  row('kept epoch', String(training.epochs));
  row('held out', heldOut(training.heldOut));
  for (const [option, value] of Object.entries(training.options)) row(printable(option), String(value));

  head('Evaluation');
  const { validation, test } = evaluation;
  row('validation', validation === null ? 'none' : `${quality(validation)} over ${whole(validation.predictions)} predictions of ${whole(validation.users)} users`);
  row('test', test === null ? 'none' : `${quality(test)} over ${whole(test.predictions)} predictions of ${whole(test.users)} users, protocol ${test.protocol}, seed ${test.seed}`);
  if (test !== null) row('baseline', `${quality(test.baseline)} of the best one there, ${printable(test.baseline.name)}`);
  for (const cut of test?.cuts ?? []) row('there', printable(cut));

  head('Learning on the device');
  row('rates', `vector ${learning.rates.vector}, adapter ${learning.rates.adapter}, mix ${learning.rates.mix}, walk ${learning.rates.walk}`);
  row('an event', `${learning.steps} steps, ${learning.negatives} negatives, ${learning.replay} replayed, proximal ${learning.proximal}, ramp ${learning.ramp}, ${learning.guard ? 'guarded' : 'unguarded'}`);
  row('event weights', Object.entries(learning.eventWeights).map(([type, weight]) => `${type} ${weight}`).join(', '));

  head('Most popular');
  for (const { id, title, popularity } of it.mostPopular) row(String(popularity), `${title} (${id})`);

  head('Files');
  const width = Math.max(...it.files.map(({ path }) => path.length));
  const digits = Math.max(...it.files.map(({ bytes }) => whole(bytes).length));
  for (const { path, bytes } of it.files) lines.push(`  ${color.green('✓')} ${path.padEnd(width)}  ${whole(bytes).padStart(digits)}`);
  return lines.join('\n');
}

function heldOut({ kind, seed, validation, test, since }: Manifest['training']['heldOut']): string {
  const percent = (share: number) => `${round(100 * share, 2)} %`;
  const forTest = { none: 'nobody for a test', users: `${percent(test)} of users for a test`, last: "every user's last event for a test", after: `what came from ${sinceWords(since ?? 0)} on for a test` }[kind];
  return `${percent(validation)} of users for validation, ${forTest}, by seed ${seed}`;
}

function traceInWords({ window, decay }: { window: number; decay: number }): string {
  return `the last ${window} events${decay < 1 ? ` fading by ${decay}` : ' alike'}`;
}

function quality({ ndcg10, hr10 }: { ndcg10: number; hr10: number }): string {
  return `NDCG@10 ${round(ndcg10, 4)}, HR@10 ${round(hr10, 4)}`;
}

function whole(n: number): string {
  return n.toLocaleString('en-US');
}

function round(n: number, places: number): number {
  return Number(n.toFixed(places));
}
