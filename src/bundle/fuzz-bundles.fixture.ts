/** Rounds of fuzzing: a bundle damaged by a seed is refused with an error that says why, or ranks with finite scores. */
import { BundleError, OptionError } from '../errors.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { Learner } from '../learner/learner.ts';
import { mutateBytes } from '../mutate-bytes.fixture.ts';
import { mutateJson } from '../mutate-json.fixture.ts';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { Session } from '../session/session.ts';
import { sessionModel } from '../session/session-model.ts';
import { bytesOf, type Files, readerOf, textOf, withFile, withHeader } from './changed-files.fixture.ts';
import { openBundle } from './decode-bundle.ts';
import { encodeBundle } from './encode-bundle.ts';
import { EXAMPLE_CONFIG, exampleParts } from './example-parts.fixture.ts';
import { MANIFEST_FILE } from './manifest.ts';

/** Bundles of all kinds: with and without memory, walk, adapter and order, and with an idle MLP. */
const KINDS: readonly Partial<NeumfConfig>[] = [{}, { memory: null, walk: undefined }, { ordered: false, adapterRank: 0, mlp: [1] }];

/** How long a round may compute, in milliseconds: of the processor, since others may want it too. */
const LONGEST = 1_000;

interface Damage {
  /** What was done to which file. */
  what: string;
  files: Files;
  /** No hash was made anew, and what is read has changed: it has to be refused. */
  mustFail: boolean;
}

export class BundleFuzzer {
  /** How many rounds ended how: `opened`, or the file that was refused. */
  readonly ends = new Map<string, number>();
  /** The longest a round took, in milliseconds of the processor. */
  longest = 0;
  private readonly bundles: readonly Files[];
  private readonly learns: boolean;

  /** `learns`: a bundle that opens has to learn its visitor's events as well. Needs TF.js. */
  static async make({ learns = false } = {}): Promise<BundleFuzzer> {
    const parts = KINDS.map((kind) => {
      const { walk, ...config } = { ...EXAMPLE_CONFIG, ...kind };
      return exampleParts(20, walk ? { ...config, walk } : config);
    });
    return new BundleFuzzer(await Promise.all(parts.map((each) => encodeBundle(each))), learns);
  }

  private constructor(bundles: readonly Files[], learns: boolean) {
    this.bundles = bundles;
    this.learns = learns;
  }

  /** @throws Error naming the seed and the damage where the bundle is neither refused properly nor ranks. */
  async round(seed: number): Promise<void> {
    const random = new Sfc32(seed, 7);
    const sound = this.bundles[random.below(this.bundles.length)];
    const { what, files, mustFail } = await damage(sound, random);
    const fail = (reason: string) => new Error(`round ${seed}, ${what}: ${reason}`);
    const before = process.cpuUsage();
    const end = await endOf(files, this.learns).catch((error: unknown) => {
      throw fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1_000;
    this.longest = Math.max(this.longest, took);
    if (took > LONGEST) throw fail(`took ${took} ms`);
    if (mustFail && end === 'opened') throw fail('was opened, though its hash is another');
    if (Reflect.ownKeys(Object.prototype).length !== OWN_KEYS) throw fail('Object.prototype was changed');
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
  }
}

const OWN_KEYS = Reflect.ownKeys(Object.prototype).length;

async function damage(sound: Files, random: Sfc32): Promise<Damage> {
  const paths = [...sound.keys()];
  const path = paths[random.below(paths.length)];
  const bytes = sound.get(path) ?? new Uint8Array();
  const isJson = path.endsWith('.json');
  const isManifest = path === MANIFEST_FILE;
  const isRead = !path.startsWith('LICENSE');
  const kind = random.below(3);
  if (kind === 0) {
    const changed = mutateBytes(bytes, random);
    const same = Buffer.compare(changed, bytes) === 0;
    return { what: `bytes of ${path}`, files: new Map(sound).set(path, changed), mustFail: isRead && !isManifest && !same };
  }
  if (kind === 1 || !(isJson || path.endsWith('.safetensors'))) {
    const changed = mutateBytes(bytes, random);
    if (isManifest) return { what: 'bytes of bundle.json', files: new Map(sound).set(path, changed), mustFail: false };
    return { what: `bytes of ${path}, hashed anew`, files: await withFile(sound, path, changed), mustFail: false };
  }
  if (!isJson) return { what: `header of ${path}`, files: await withHeader(sound, path, (header) => mutateJson(header, random)), mustFail: false };
  const changed = bytesOf(mutateJson(textOf(sound, path), random));
  if (isManifest) return { what: 'fields of bundle.json', files: new Map(sound).set(path, changed), mustFail: false };
  return { what: `fields of ${path}`, files: await withFile(sound, path, changed), mustFail: false };
}

/** As the engine opens it, then lists for a newcomer and for a visitor who did something of every type. */
async function endOf(files: Files, learns: boolean): Promise<string> {
  let learner: Learner | undefined;
  try {
    const bundle = await openBundle({ read: readerOf(files), text: 'auto' });
    const model = sessionModel(bundle);
    const session = new Session(model, new PlainScorer(model.config, model.network, model));
    if (learns) learner = new Learner(model.config, model.network, model.learning);
    for (const [id, type] of [null, ...model.config.eventTypes, 'skip' as const, 'dismiss' as const].entries()) {
      if (type !== null) session.observe([{ id, item: id % model.count, type }]);
      if (learner) await session.learnNext(learner);
      const { items, scores } = await session.rank({ limit: 10 });
      if (items.length === 0 || !scores.every(Number.isFinite)) throw new Error(`after ${id} events the list is ${[...items].join()} with the scores ${[...scores].join()}`);
      await bundle.items.loadText(items);
      for (const item of items) if (typeof bundle.items.text(item).title !== 'string') throw new Error(`item ${item} has no text`);
    }
    return 'opened';
  } catch (error) {
    if (error instanceof BundleError) return error.file;
    if (error instanceof OptionError) return error.option;
    throw error;
  } finally {
    learner?.dispose();
  }
}
