/** `tastekit evaluate`: how good the model is, beside baselines tuned in the same run. */
import { resolve } from 'node:path';
import { type Bundle, openBundle } from '../bundle/decode-bundle.ts';
import { readDataset, type ReadDatasetOptions } from '../catalog/read-dataset.ts';
import { AbortedError, OptionError } from '../errors.ts';
import { type DislikeTest } from '../evaluation/dislikes/dislike-test.ts';
import { printDislikes } from '../evaluation/dislikes/print-dislikes.ts';
import { testDislikes } from '../evaluation/dislikes/test-dislikes.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { type EvaluateProgress } from '../evaluation/evaluate-progress.ts';
import { type Evaluation } from '../evaluation/evaluation.ts';
import { checkSince } from '../evaluation/judged-split.ts';
import { printTable } from '../evaluation/print-table.ts';
import { readNcfFolder } from '../evaluation/protocols/read-ncf-folder.ts';
import { reportHtml } from '../evaluation/report/report-html.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { type TrainOptions, trainOptions } from '../training/train-options.ts';
import { type Backend, type Protocol } from '../types.ts';
import { fromBundleFolder } from './bundle-folder.ts';
import { checkTarget } from './check-target.ts';
import { describeDataset } from './describe-dataset.ts';
import { progressLine, type ProgressLine } from './progress-line.ts';
import { recordFigures } from './record-figures.ts';
import { replaceFile } from './replace-file.ts';
import { trainingProgress } from './training-progress.ts';

export interface EvaluateCommand {
  protocol: Protocol;
  data: ReadDatasetOptions;
  /** Folder of a bundle to judge. Default: one is trained. */
  bundle?: string;
  /** Folders of bundles to judge beside it, by the names of their arms. */
  ablations: Readonly<Record<string, string>>;
  /** Whether the tower is judged without parts of its head, too. */
  withoutParts: boolean;
  /** Whether other ways to learn stand beside the learner. */
  learners: boolean;
  /** Whether the dislike test is made instead. */
  dislikes: boolean;
  /** Folder of the NCF paper's files. */
  ncf?: string;
  /** Where protocol drift ends learning. */
  since?: string;
  budgetMinutes: number;
  seed: number;
  /** Settings of the training. */
  train: Partial<Omit<TrainOptions, 'seed'>>;
  backend: Backend | 'auto';
  /** Whether the tower's figures and the best baseline's are written into the bundle. */
  record: boolean;
  /** Files to write. */
  json?: string;
  report?: string;
  /** As a person types it. */
  command: string;
  signal: AbortSignal;
}

/** Resolves to a table for a person, once the files are written. @throws AbortedError, DataError, OptionError, BundleError, DeviceError */
export async function evaluateCommand(command: EvaluateCommand): Promise<string> {
  const started = performance.now();
  await checkCommand(command);
  const line = progressLine();
  const clear = () => line.stop();
  command.signal.addEventListener('abort', clear, { once: true });
  try {
    const outcome = await run(command, line, () => performance.now() - started);
    const evaluation = 'test' in outcome ? null : outcome;
    const table = 'test' in outcome ? printDislikes(outcome) : printTable(outcome);
    const report = command.report === undefined || evaluation === null ? '' : reportHtml(evaluation);
    // Both files or none.
    if (command.signal.aborted) throw new AbortedError('the evaluation was interrupted');
    if (command.json !== undefined) await replaceFile(command.json, `${JSON.stringify(outcome, null, 2)}\n`);
    if (command.report !== undefined) await replaceFile(command.report, report);
    if (command.record && command.bundle !== undefined && evaluation !== null) await recordFigures(command.bundle, evaluation);
    return table;
  } finally {
    command.signal.removeEventListener('abort', clear);
    line.stop();
  }
}

async function run(command: EvaluateCommand, line: ProgressLine, elapsed: () => number): Promise<Evaluation | DislikeTest> {
  const { protocol, data, seed, train, signal, budgetMinutes } = command;
  const dataset = await readDataset({ ...data, signal, onProgress: ({ bytesRead, totalBytes }) => line.update(bytesRead, totalBytes, 'reading') });
  line.note(describeDataset(dataset));
  const bundle = command.bundle === undefined ? undefined : await readBundle(command.bundle, signal);
  const ablations: Record<string, Bundle> = {};
  for (const [name, dir] of Object.entries(command.ablations)) ablations[name] = await readBundle(dir, signal);
  const ncf = command.ncf === undefined ? undefined : await readNcfFolder(command.ncf, signal);
  const tfjs = await startTfjs(command.backend);
  try {
    line.note(`backend ${tfjs.backend}: ${tfjs.why}`);
    const budgetMs = Math.max(0, 60_000 * budgetMinutes - elapsed());
    const { command: typed, withoutParts, learners, since } = command;
    if (command.dislikes && bundle !== undefined) return await testDislikes({ dataset, protocol, seed, command: typed, bundle, ablations, learners, since, budgetMs }, signal, evaluationProgress(line));
    return await evaluate({ dataset, protocol, seed, command: typed, bundle, ablations, withoutParts, learners, ncf, since, train, budgetMs }, signal, evaluationProgress(line));
  } finally {
    tfjs.stop();
  }
}

async function readBundle(dir: string, signal: AbortSignal): Promise<Bundle> {
  return fromBundleFolder(dir, (read) => openBundle({ read, text: 'none', signal }));
}

/** Before minutes of work, not after. */
async function checkCommand({ protocol, since, budgetMinutes, seed, bundle, train, dislikes, withoutParts, ncf, record, json, report }: EvaluateCommand): Promise<void> {
  if (!(budgetMinutes > 0)) throw new OptionError('budgetMinutes', `expected more than 0, got ${budgetMinutes}; 12 is usual`);
  checkSince({ protocol, since });
  trainOptions({ ...train, seed });
  const [setting] = Object.keys(train);
  if (bundle !== undefined && setting !== undefined) {
    throw new OptionError(setting, 'belongs to training, and the bundle that is given is trained already; leave out one of them');
  }
  if (dislikes) {
    if (bundle === undefined) throw new OptionError('dislikes', 'asks a bundle that is there; add --bundle');
    const [other] = Object.entries({ ablations: withoutParts, ncf: ncf !== undefined, record, report: report !== undefined }).filter(([, given]) => given).map(([option]) => option);
    if (other !== undefined) throw new OptionError(other, 'belongs to an evaluation, and --dislikes asks another question; leave out one of them');
  }
  if (record && bundle === undefined) throw new OptionError('record', 'writes figures into a bundle, and none is given; add --bundle, or leave it out');
  if (json !== undefined && report !== undefined && resolve(json) === resolve(report)) throw new OptionError('report', `expected another file than json, got ${report} for both`);
  if (json !== undefined) await checkTarget('json', json);
  if (report !== undefined) await checkTarget('report', report);
}

function evaluationProgress(line: ProgressLine): (progress: EvaluateProgress) => void {
  const training = trainingProgress(line);
  return (progress) => {
    if (progress.status === 'training') return training(progress.training);
    const { status, arm, done, total } = progress;
    line.update(done, total, `${status} ${arm}: ${done} of ${total} ${status === 'tuning' ? 'settings' : 'users'}`);
  };
}
