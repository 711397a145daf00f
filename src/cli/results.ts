/** `tastekit results`: several evaluations as one Markdown document. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { DataError, messageOf, OptionError } from '../errors.ts';
import { type TitledDislikeTest } from '../evaluation/dislikes/dislikes-markdown.ts';
import { parseOutcome } from '../evaluation/parse-evaluation.ts';
import { resultsMarkdown, type TitledEvaluation } from '../evaluation/report/results-markdown.ts';
import { checkTarget } from './check-target.ts';
import { replaceFile } from './replace-file.ts';

export interface ResultsCommand {
  /** What `tastekit evaluate --json` wrote, in the order of the document. */
  files: readonly string[];
  /** A title for each file, in the same order. Default, and for the empty text: the file's name. */
  titles?: readonly string[];
  /** A paragraph of Markdown for each file, in the same order; empty for none. Default: none. */
  notes?: readonly string[];
  /** Where the times were taken. Default: this machine. */
  machine?: string;
  /** The document to write. */
  out: string;
}

/** Resolves to a line for a person, once the document is written. @throws DataError, OptionError */
export async function resultsCommand({ files, titles = [], notes = [], machine, out }: ResultsCommand): Promise<string> {
  for (const [option, given] of Object.entries({ title: titles, note: notes })) {
    if (given.length > files.length) throw new OptionError(option, `expected at most one for each of the ${files.length} files, got ${given.length}`);
  }
  await checkTarget('out', out);
  const outcomes: (TitledEvaluation | TitledDislikeTest)[] = [];
  for (const [i, file] of files.entries()) {
    const outcome = parseOutcome(await textOf(file), file);
    outcomes.push({ title: titles[i] || basename(file, '.json'), ...(notes[i] ? { note: notes[i] } : {}), ...outcome });
  }
  await replaceFile(out, resultsMarkdown(outcomes, machine ?? thisMachine()));
  return `${out}: ${files.length} ${files.length === 1 ? 'evaluation' : 'evaluations'}`;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new DataError({ file }, `expected a file that tastekit evaluate --json wrote, and it cannot be read (${messageOf(cause)}); check the path`, { cause });
  }
}

function thisMachine(): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() || 'an unknown processor';
  return `${cores} ${cores === 1 ? 'core' : 'cores'} of ${model}, Node ${process.versions.node}`;
}
