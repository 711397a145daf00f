/** The command line. Exit codes: 0 done, 1 an error, 130 interrupted. */
import { Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { AbortedError, TasteKitError } from '../errors.ts';
import { TRAIN_DEFAULTS, type TrainOptions } from '../training/train-options.ts';
import { BACKENDS, PROTOCOLS } from '../types.ts';
import { evaluateCommand } from './evaluate.ts';
import { importCommand } from './import.ts';
import { inspectBundle } from './inspect.ts';
import { rankCommand } from './rank.ts';
import { refreshCommand } from './refresh/refresh.ts';
import { NEW_ITEMS_LIFT } from './refresh/refreshed-parts.ts';
import { resultsCommand } from './results.ts';
import { sampleCommand } from './sample/sample.ts';
import { shellWords } from './shell-words.ts';
import { trainCommand } from './train.ts';

const program = new Command('tastekit').description('Train, judge, inspect and try model bundles for the on-device recommender.');

const aborter = new AbortController();
let interruptedAt = 0;
process.on('SIGINT', () => {
  // npm passes on the signal that the terminal has sent us already: two at once are one Ctrl-C.
  if (aborter.signal.aborted && Date.now() - interruptedAt < 300) return;
  if (aborter.signal.aborted) process.exit(130);
  interruptedAt = Date.now();
  // First, so that the bar is gone before there is text below it.
  aborter.abort();
  process.stderr.write('\nstopping after this step; once more to stop at once\n');
});

withCard(withData(program.command('train')))
  .description('ratings file in, bundle out')
  .requiredOption('--out <dir>', 'folder of the bundle')
  .addOption(trainingOption('dim', 'length of an item factor'))
  .addOption(trainingOption('epochs', 'passes over the data; the learning rate falls over so many'))
  .addOption(trainingOption('seed', 'of all randomness'))
  .addOption(trainingOption('batchSize', 'pieces of history in a step'))
  .addOption(trainingOption('learningRate', 'of AdamW'))
  .addOption(trainingOption('negatives', 'shared by a batch, at least 256'))
  .addOption(trainingOption('maxHistory', 'events a position of the tower sees'))
  .addOption(trainingOption('memoryNeighbours', 'transitions kept of each item; 0: no memory'))
  .addOption(trainingOption('patience', 'epochs without improvement before it stops'))
  .addOption(trainingOption('validationShare', 'of users, held out whole'))
  .addOption(new Option('--backend <name>', 'auto takes a hardware GPU where there is one').choices(['auto', ...BACKENDS]).default('auto'))
  .option('--since <when>', 'learn from what came before alone, for protocol drift: a day (2000-11-01), or a share of the events (80%)')
  .option('--resume', 'go on where an interrupted run left off')
  .option('--restart', 'throw away what an interrupted run left')
  .action(async (given: Record<string, never>) => {
    const { interactions, items, orderBy, likeAt, dislikeAt, minUserEvents, minItemEvents, skipBadRows } = given;
    const { name, dataName, licence, licenceFile, attribution, source } = given;
    const out = await trainCommand({
      data: defined({ interactions, items, orderBy, likeAt, dislikeAt, minUserEvents, minItemEvents, skipBadRows }),
      out: given.out,
      train: trainOptionsOf(given),
      backend: given.backend,
      ...defined({ since: given.since }),
      resume: Boolean(given.resume),
      restart: Boolean(given.restart),
      card: { name, dataName, licence, licenceFile, attribution, source },
      signal: aborter.signal,
    });
    process.stdout.write(`${await inspectBundle(out)}\n`);
  });

withData(program.command('evaluate'))
  .description('how good the model is, beside baselines that are tuned in the same run: a table, and files if wanted')
  .addOption(
    new Option('--protocol <name>', "stream: visitors never seen, event by event; full: each user's last event among all items; ncf: the same among 99 others; drift: visitors who began after a date, with what was learned before it")
      .choices(PROTOCOLS)
      .makeOptionMandatory(),
  )
  .option('--bundle <dir>', 'judge this one, which must not have learned from the test; default: one is trained within the budget')
  .addOption(new Option('--ablation <name=dir>', 'judge this bundle beside it, frozen; may be given several times').argParser(named).default({}, 'none'))
  .option('--ablations', 'judge the tower without its memory and without its MLP, too')
  .option('--learners', 'judge other ways to learn beside the learner: a closed form, and the learner without each of its parts')
  .option('--dislikes', 'another question: are visitors who dislike what they are shown shown less of the kind, at no cost? Needs --bundle, and stream or drift')
  .option('--ncf <dir>', "files of the NCF paper's split, for ncf and full; default: held out by the seed")
  .option('--since <when>', 'where protocol drift ends learning: a day (2000-11-01), or a share of the events (80%)')
  .option('--budget-minutes <n>', 'time it may take; what does not fit is cut, and that is said', number, 12)
  .option('--seed <n>', 'of all randomness', number, 1)
  .option('--record', "write the tower's figures and the best baseline's into bundle.json of --bundle")
  .option('--json <file>', 'all figures, for programs')
  .option('--report <file>', 'one HTML page with plots')
  .addOption(new Option('--backend <name>', 'auto takes a hardware GPU where there is one').choices(['auto', ...BACKENDS]).default('auto'))
  .addOption(trainingOption('dim', 'where one is trained: length of an item factor'))
  .addOption(trainingOption('epochs', 'at most so many passes'))
  .addOption(trainingOption('batchSize', 'pieces of history in a step'))
  .addOption(trainingOption('learningRate', 'of AdamW'))
  .addOption(trainingOption('negatives', 'shared by a batch, at least 256'))
  .addOption(trainingOption('maxHistory', 'events a position of the tower sees'))
  .addOption(trainingOption('memoryNeighbours', 'transitions kept of each item; 0: no memory'))
  .addOption(trainingOption('patience', 'epochs without improvement before it stops'))
  .action(async (given: Record<string, never>) => {
    const { protocol, interactions, items, orderBy, likeAt, dislikeAt, minUserEvents, minItemEvents, skipBadRows } = given;
    const { bundle, ablation, ablations, learners, dislikes, ncf, since, budgetMinutes, seed, record, json, report, backend } = given;
    const { seed: _seed, ...train } = trainOptionsOf(given);
    const table = await evaluateCommand({
      protocol,
      data: defined({ interactions, items, orderBy, likeAt, dislikeAt, minUserEvents, minItemEvents, skipBadRows }),
      ...defined({ bundle, ncf, since, json, report }),
      ablations: ablation,
      withoutParts: Boolean(ablations),
      learners: Boolean(learners),
      dislikes: Boolean(dislikes),
      record: Boolean(record),
      budgetMinutes,
      seed,
      train,
      backend,
      command: `${process.env.npm_lifecycle_event === 'npx' ? 'npx tastekit' : 'npm run tastekit --'} ${shellWords(process.argv.slice(2))}`,
      signal: aborter.signal,
    });
    process.stdout.write(`${table.trimEnd()}\n`);
  });

withCard(program.command('import'))
  .description('a model trained with PyTorch (src/training/torch/train.py) in, bundle out')
  .requiredOption('--run <dir>', 'folder that train.py wrote to')
  .requiredOption('--interactions <file>', 'the file that it was trained on')
  .option('--items <file>', 'the items file that it was given')
  .requiredOption('--out <dir>', 'folder of the bundle')
  .option('--order-by <column>', 'as it was given')
  .option('--like-at <rating>', 'as it was given', number)
  .option('--dislike-at <rating>', 'as it was given', number)
  .action(async ({ run, out: folder, interactions, items, orderBy, likeAt, dislikeAt, ...card }: Record<string, never>) => {
    const out = await importCommand({ run, out: folder, data: defined({ interactions, items, orderBy, likeAt, dislikeAt }), card });
    process.stdout.write(`${await inspectBundle(out)}\n`);
  });

program
  .command('sample')
  .description('files of a made-up bookshop, to try everything with')
  .argument('<dir>', 'folder to write them to')
  .action(async (dir: string) => {
    process.stdout.write(`${await sampleCommand(dir)}\n`);
  });

program
  .command('refresh')
  .description('the catalogue as it is now into a bundle, without training: gone items out, new ones in by their content, all texts renewed')
  .requiredOption('--bundle <dir>', 'folder of the bundle')
  .requiredOption('--items <file>', 'the catalogue: item,title[,genres][,year][,…], CSV with a header, plain or .gz')
  .requiredOption('--out <dir>', 'folder of the new bundle; may be the same')
  .option('--lift <nats>', 'added to the scores of new items', number, NEW_ITEMS_LIFT)
  .option('--skip-bad-rows', 'count bad rows instead of stopping at the first')
  .action(async ({ bundle, items, out, lift, skipBadRows }: Record<string, never>) => {
    const said = await refreshCommand({ bundle, items, out, lift, skipBadRows: Boolean(skipBadRows), signal: aborter.signal });
    process.stdout.write(`${said}\n${await inspectBundle(out)}\n`);
  });

program
  .command('inspect')
  .description('verify a bundle, and show what is in it')
  .argument('<dir>', 'folder of the bundle')
  .option('--json', 'for programs')
  .action(async (dir: string, { json }: { json?: boolean }) => {
    process.stdout.write(`${await inspectBundle(dir, { json })}\n`);
  });

program
  .command('rank')
  .description('what a bundle recommends after a few events')
  .requiredOption('--bundle <dir>', 'folder of the bundle')
  .option('--events <file>', 'JSON: [{"item": "1", "type": "like"}, …], oldest first, or a saved copy of a history; default: none')
  .option('--limit <n>', 'length of the list', number, 20)
  .option('--no-learning', 'the frozen tower alone')
  .option('--json', 'for programs')
  .action(async ({ bundle, events, limit, learning, json }: Record<string, never>) => {
    process.stdout.write(`${await rankCommand({ bundle, events, limit, learning, json: Boolean(json) })}\n`);
  });

program
  .command('results')
  .description('several evaluations as one Markdown document')
  .argument('<files...>', 'what evaluate --json wrote, in the order of the document')
  .requiredOption('--out <file>', 'document to write')
  .option('--title <text>', 'of a file; give it once for each, in their order; default: the name of the file', collected)
  .option('--note <text>', 'a paragraph of Markdown on a file; give it once for each, in their order', collected)
  .option('--machine <text>', 'where the times were taken; default: this machine')
  .action(async (files: string[], { out, title, note, machine }: { out: string; title?: string[]; note?: string[]; machine?: string }) => {
    process.stdout.write(`${await resultsCommand({ files, titles: title, notes: note, machine, out })}\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = error instanceof AbortedError ? 130 : 1;
}

function describe(error: unknown): string {
  if (error instanceof AbortedError) return error.message;
  if (error instanceof TasteKitError) return `${pc.red(`error ${error.code}`)}  ${asFlags(error.message)}`;
  if (isSystemError(error)) return `${pc.red('error SYSTEM')}  ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The library's names of options as this command line spells them: `minUserEvents` is `--min-user-events`. */
function asFlags(message: string): string {
  const flags = new Map(program.commands.flatMap(({ options }) => options.map((option) => [option.attributeName(), option.long ?? ''])));
  return message.replace(/(?<![\w"'.-])[a-z]+(?:[A-Z][a-z]+)+(?![\w"'.])/g, (name) => flags.get(name) ?? name);
}

/** A full disk, a missing right: the message is for people, and a stack would say no more. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** Which files are read, and how. */
function withData(command: Command): Command {
  return command
    .requiredOption('--interactions <file>', 'user,item[,rating][,timestamp][,…], CSV with a header, plain or .gz')
    .option('--items <file>', 'item,title[,genres][,year][,…]; default: items are their ids')
    .option('--order-by <column>', "numeric column that orders a user's events; default: timestamp, where filled")
    .option('--like-at <rating>', 'ratings from here on are likes; default: 0.8 of the highest', number)
    .option('--dislike-at <rating>', 'ratings up to here are dislikes; default: 0.4 of the highest', number)
    .option('--min-user-events <n>', 'leave out users with fewer; default: 2', number)
    .option('--min-item-events <n>', 'leave out the events of items with fewer; default: 1', number)
    .option('--skip-bad-rows', 'count bad rows instead of stopping at the first');
}

function trainingOption(name: keyof TrainOptions, description: string): Option {
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new Option(`--${flag} <n>`, `${description}; default: ${String(TRAIN_DEFAULTS[name])}`).argParser(number);
}

/** What is said of the data, for the bundle's data card. */
function withCard(command: Command): Command {
  return command
    .option('--name <name>', "the bundle's name; default: the folder's")
    .option('--data-name <text>', 'name of the data set, for the data card')
    .option('--licence <text>', "the data's licence, for the data card")
    .option('--licence-file <file>', 'licence text to put beside the bundle')
    .option('--attribution <text>', 'whom to thank, for the data card')
    .option('--source <text>', 'where the data came from, for the data card');
}

function trainOptionsOf(given: Record<string, never>): Partial<TrainOptions> {
  return Object.fromEntries(Object.keys(TRAIN_DEFAULTS).flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])));
}

/** Adds `name=dir` to those that came before. @throws InvalidArgumentError */
function named(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  if (at < 0 || name === '' || at + 1 === text.length) throw new InvalidArgumentError('Expected a name, "=" and the folder of a bundle.');
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError('Expected another name for each.');
  return { ...before, [name]: text.slice(at + 1) };
}

/** @throws InvalidArgumentError, which commander words. */
function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** The values of an option that may be given several times. */
function collected(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
