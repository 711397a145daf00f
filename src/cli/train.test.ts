import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Manifest } from '../bundle/manifest.ts';
import { openBundle } from '../bundle/decode-bundle.ts';
import { planted } from '../catalog/testing/planted.ts';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { readBundleFolder } from './bundle-folder.ts';
import { type TrainCommand, trainCommand } from './train.ts';

const files = temporaryFiles(afterAll);
const { interactions, items } = planted({ users: 40, groups: 3, itemsPerGroup: 20, maxEvents: 20 });
const interactionsFile = files.write(interactions, 'ratings.csv');
const itemsFile = files.write(items, 'items.csv');

/** What the command says meanwhile, line by line. */
let said: string[];
let onSaid: (line: string) => void;
beforeEach(() => {
  said = [];
  onSaid = () => {};
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    onSaid(String(text));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

let made = 0;
function command(given: Partial<TrainCommand> = {}): TrainCommand {
  return {
    data: { interactions: interactionsFile, items: itemsFile },
    out: path.join(files.folder, `bundle-${made++}`),
    backend: 'wasm',
    resume: false,
    restart: false,
    card: { name: 'planted' },
    signal: new AbortController().signal,
    ...given,
    train: { dim: 8, maxHistory: 8, mlp: [8], epochs: 3, validationShare: 0.2, ...given.train },
  };
}

async function bytesOf(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map((entry) => path.join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(await Promise.all(paths.map(async (file) => [path.relative(dir, file), (await readFile(file)).toString('base64')])));
}

async function manifestOf(dir: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(dir, 'bundle.json'), 'utf8'));
}

/** Interrupts once the first epoch is done, and returns what the command was rejected with. */
async function interrupt(given: TrainCommand): Promise<string> {
  const aborter = new AbortController();
  onSaid = (line) => {
    if (line.startsWith('epoch 1 ')) aborter.abort();
  };
  const fault = await files.refusal(trainCommand({ ...given, signal: aborter.signal }));
  onSaid = () => {};
  return fault;
}

describe('a bundle', () => {
  test('is the same, byte for byte, from the same seed, and another from another', async () => {
    const one = await bytesOf(await trainCommand(command()));
    const again = await bytesOf(await trainCommand(command()));
    const other = await bytesOf(await trainCommand(command({ train: { seed: 2 } })));
    expect(Object.keys(one)).toEqual(['bundle.json', 'items/ids.json', 'items/text-00000.json', 'weights/items-00000.safetensors', 'weights/memory.safetensors', 'weights/network.safetensors', 'weights/orders.safetensors']);
    expect(again).toEqual(one);
    expect(other['weights/network.safetensors']).not.toBe(one['weights/network.safetensors']);
  });

  test('says what it is of', async () => {
    const dir = await trainCommand(command({ card: { name: 'films', dataName: 'Planted', licence: 'CC0-1.0', attribution: 'Nobody', source: 'here', licenceFile: itemsFile } }));
    const { name, data, training, evaluation } = await manifestOf(dir);
    expect(name).toBe('films');
    expect(data).toMatchObject({ name: 'Planted', licence: 'CC0-1.0', licenceFile: 'items.csv', users: 40, items: 66, ordered: true });
    expect(training).toMatchObject({ seed: 1, options: { dim: 8, mlp: '8' } });
    expect(evaluation.validation?.ndcg10).toBeGreaterThan(0);
  });

  test('has as much memory as it is asked for, and nobody held out for a test', async () => {
    const longestRow = async (memoryNeighbours: number) => {
      const { items, manifest } = await openBundle({ read: await readBundleFolder(await trainCommand(command({ train: { memoryNeighbours, epochs: 1 } }))) });
      expect(manifest.training.heldOut).toEqual({ kind: 'none', seed: 1, validation: 0.2, test: 0 });
      expect(manifest.model.memory).toEqual(memoryNeighbours > 0 ? { traces: [{ window: 8, decay: 0.5 }, { window: 32, decay: 0.8 }, { window: 500, decay: 1 }], epsilon: 0.001 } : null);
      if (!items.memory) return null;
      const { offsets } = items.memory;
      return Math.max(...Array.from(offsets.subarray(1), (end, row) => end - offsets[row]));
    };
    expect([await longestRow(3), await longestRow(0)]).toEqual([3, null]);
  });

  test('has the most popular items first, each with its own row', async () => {
    const dir = await trainCommand(command({ train: { validationShare: 0 } }));
    const { items } = await openBundle({ read: await readBundleFolder(dir) });
    const counts = new Map<string, number>();
    for (const row of interactions.trim().split('\n').slice(1)) {
      const [, item] = row.split(',');
      counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    const inOrder = Array.from({ length: items.count }, (_, row) => counts.get(items.ids.at(row)) ?? 0);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a));
    // Standardised, so a straight line of log(1 + count).
    const slope = (row: number) => (items.popularity[row] - items.popularity[0]) / (Math.log1p(inOrder[row]) - Math.log1p(inOrder[0]));
    const slopes = inOrder.flatMap((count, row) => (count < inOrder[0] ? slope(row) : []));
    expect(slopes.length).toBeGreaterThan(10);
    for (const each of slopes) expect(each).toBeCloseTo(slopes[0], 3);
    for (let row = 0; row < items.count; row++) expect(items.text(row).id).toBe(items.ids.at(row));
  });

  test('of data without times, ratings or an items file', async () => {
    const bare = interactions.split('\n').map((row) => row.split(',').slice(0, 2).join(','));
    const dir = await trainCommand(command({ data: { interactions: files.write(bare.join('\n')) } }));
    const { data, model } = await manifestOf(dir);
    expect([data.ordered, model.ordered, model.eventTypes]).toEqual([false, false, ['view']]);
    expect(said.join('')).toContain('without order');
  });

  test('of three users and five items, nobody held out', async () => {
    const tiny = files.write('user,item\na,1\na,2\na,3\nb,2\nb,4\nc,5\nc,1\n');
    const { data, evaluation, training } = await manifestOf(await trainCommand(command({ data: { interactions: tiny }, train: { validationShare: 0 } })));
    expect([data.users, data.items, evaluation.validation, training.epochs]).toEqual([3, 5, null, 3]);
  });
});

describe('an interrupted run', () => {
  test('goes on as if nothing had happened, byte for byte', async () => {
    const whole = await bytesOf(await trainCommand(command()));
    const given = command();
    expect((await interrupt(given)).replace(/-\d+/, '-N')).toMatchInlineSnapshot(`"AbortedError: training was interrupted; --resume goes on from bundle-N.checkpoint"`);
    expect([existsSync(given.out), existsSync(`${given.out}.checkpoint`)]).toEqual([false, true]);
    expect(await bytesOf(await trainCommand({ ...given, resume: true }))).toEqual(whole);
    expect(said.join('')).toMatch(/resuming in epoch 2, after \d+ steps/);
    expect(existsSync(`${given.out}.checkpoint`)).toBe(false);
  });

  test('is neither lost nor mixed up without a word', async () => {
    const given = { ...command(), out: path.join(files.folder, 'movies') };
    const faults = [await files.refusal(trainCommand({ ...given, resume: true })), await interrupt(given)];
    faults.push(await files.refusal(trainCommand(given)));
    faults.push(await files.refusal(trainCommand({ ...given, resume: true, restart: true })));
    faults.push(await files.refusal(trainCommand({ ...given, resume: true, train: { ...given.train, seed: 5 } })));
    await writeFile(`${given.out}.checkpoint`, (await readFile(`${given.out}.checkpoint`)).subarray(0, -4));
    faults.push(await files.refusal(trainCommand({ ...given, resume: true })));
    expect(faults.join('\n').replaceAll(/(take|but) \d+/g, '$1 N')).toMatchInlineSnapshot(`
      "OptionError: resume: there is no movies.checkpoint to resume from
      AbortedError: training was interrupted; --resume goes on from movies.checkpoint
      OptionError: out: an interrupted run left movies.checkpoint; --resume continues it, --restart throws it away
      OptionError: resume: and --restart exclude each other
      OptionError: resume: movies.checkpoint is of a run with other data or options; give the same ones, or --restart to begin anew
      BundleError: movies.checkpoint: the tensors take N bytes, but N follow the header"
    `);
    await trainCommand({ ...given, restart: true });
    expect(said.join('')).not.toContain('resuming');
  });

  test('in the last validation leaves no bundle, and goes on from there (the interruption was ignored)', async () => {
    const whole = await bytesOf(await trainCommand(command()));
    const given = command();
    const aborter = new AbortController();
    onSaid = (line) => {
      if (line.startsWith('epoch 3 ')) aborter.abort();
    };
    expect(await files.refusal(trainCommand({ ...given, signal: aborter.signal }))).toContain('--resume goes on from');
    expect([existsSync(given.out), existsSync(`${given.out}.checkpoint`)]).toEqual([false, true]);
    onSaid = () => {};
    expect(await bytesOf(await trainCommand({ ...given, resume: true }))).toEqual(whole);
  });

  test('is not thrown away by a --restart that comes to nothing', async () => {
    const given = command();
    await interrupt(given);
    await files.refusal(trainCommand({ ...given, restart: true, data: { interactions: path.join(files.folder, 'absent.csv') } }));
    expect(existsSync(`${given.out}.checkpoint`)).toBe(true);
  });
});

describe('a run that fails', () => {
  test('leaves no bundle, and the old one whole', async () => {
    const given = command({ train: { epochs: 1 } });
    await trainCommand(given);
    const before = await bytesOf(given.out);
    await interrupt({ ...given, train: { ...given.train, epochs: 2 } });
    expect(await bytesOf(given.out)).toEqual(before);
    const beside = (await readdir(path.dirname(given.out))).filter((name) => name.startsWith(`${path.basename(given.out)}.`));
    expect(beside).toEqual([`${path.basename(given.out)}.checkpoint`]);
  });

  test('says which file, row, option or folder is at fault', async () => {
    const bad = files.write('user,item,rating\na,1,5\na,2,five\n', 'bad.csv');
    const lonely = files.write('user,item\na,1\nb,1\n', 'lonely.csv');
    const thesis = path.join(files.folder, 'thesis');
    await mkdir(thesis);
    await writeFile(path.join(thesis, 'thesis.txt'), 'years of work');
    const faults = await Promise.all(
      [
        command({ data: { interactions: bad } }),
        command({ data: { interactions: lonely } }),
        command({ data: { interactions: path.join(files.folder, 'absent.csv') } }),
        command({ train: { dim: 9, heads: 2 } }),
        command({ card: { name: 'a name' } }),
        command({ card: { name: 'x', licenceFile: path.join(files.folder, 'absent.txt') } }),
        command({ out: thesis }),
      ].map((given) => files.refusal(trainCommand(given))),
    );
    const relative = path.relative(process.cwd(), files.folder);
    expect(faults.join('\n').replaceAll(`${relative}/`, '')).toMatchInlineSnapshot(`
      "DataError: bad.csv, line 3, field "rating": expected a number or nothing, got "five"; correct it, or skip bad rows
      DataError: lonely.csv: expected users with at least 2 events (minUserEvents) on items with at least 1 (minItemEvents), got none; lower the minimum or add data
      DataError: absent.csv: expected a readable file, got no file of this name; check the path
      OptionError: dim: expected a multiple of heads (2), got 9
      OptionError: name: expected 1 to 64 letters, digits, ".", "_" or "-", got "a name"; give one with --name
      OptionError: licence-file: absent.txt could not be read
      BundleError: thesis: holds 1 files or folders and is no TasteKit bundle: it is left alone; give another path or empty it"
    `);
  });
});

test('what no bundle can hold is refused before the training (it was after)', async () => {
  const huge = files.write('user,item,rating\na,1,1e10\na,2,1\nb,1,1\nb,2,1\n', 'huge.csv');
  const faults = [
    await files.refusal(trainCommand(command({ card: { name: 'x', licence: '' } }))),
    await files.refusal(trainCommand(command({ data: { interactions: huge }, train: { validationShare: 0 } }))),
  ];
  expect(faults.join('\n')).toMatchInlineSnapshot(`
    "BundleError: bundle.json: data.licence: expected a text of 1 to 500 characters, came ""
    BundleError: bundle.json: data.thresholds.likeAt: expected a number from -1000000000 to 1000000000, came 8000000000"
  `);
  expect(said.join('')).not.toMatch(/^epoch/m);
});

test('a place that cannot be written is refused before the training, a licence file of any name taken', async () => {
  const fault = await files.refusal(trainCommand(command({ out: path.join(interactionsFile, 'bundle') })));
  expect(fault.replaceAll(files.folder, '')).toMatchInlineSnapshot(`"OptionError: out: expected a place to write, got ratings.csv (EEXIST: file already exists, mkdir 'ratings.csv'); give another path"`);
  const licenceFile = path.join(files.folder, 'My Licence (1).txt');
  await writeFile(licenceFile, 'free');
  const dir = await trainCommand(command({ card: { name: 'x', licenceFile }, train: { epochs: 1 } }));
  expect((await manifestOf(dir)).data.licenceFile).toBe('My-Licence-1-.txt');
});

test('a log has whole lines only', async () => {
  await trainCommand(command());
  const text = said.join('');
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text.split('\n').filter((line) => /^epoch \d  loss \d+\.\d{3}  validation NDCG@10 0\.\d{4}  HR@10 0\.\d{4}  \d+\.\d s(  best)?$/.test(line))).toHaveLength(3);
});
