/** `tastekit evaluate` as people run it: built, spawned, interrupted. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planted } from '../catalog/testing/planted.ts';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { type Evaluation } from '../evaluation/evaluation.ts';
import { tastekit } from './run-tastekit.fixture.ts';

const files = temporaryFiles(afterAll);
const { interactions, items } = planted({ users: 80, groups: 3, itemsPerGroup: 20, minEvents: 5, maxEvents: 12 });
const data = ['--interactions', files.write(interactions), '--items', files.write(items)];
const quick = ['--dim', '8', '--max-history', '8', '--epochs', '1', '--backend', 'wasm'];
const out = (name: string) => path.join(files.folder, name);

describe('tastekit evaluate', () => {
  // The first run builds the command line from the sources, unless it is built.
  beforeAll(() => tastekit(['--help']), 180_000);

  test('prints a table, and writes figures and report', async () => {
    const args = ['evaluate', '--protocol', 'stream', ...data, ...quick, '--ablations', '--json', out('figures.json'), '--report', out('report.html')];
    const { code, out: table, err } = await tastekit(args);
    expect([code, err]).toEqual([0, expect.stringContaining('epoch 1 ')]);
    const evaluation = JSON.parse(readFileSync(out('figures.json'), 'utf8')) as Evaluation;
    expect(evaluation).toMatchObject({ protocol: 'stream', seed: 1, dataset: { users: 80, items: 66 } });
    expect(evaluation.command).toBe(`npm run tastekit -- ${args.join(' ')}`);
    expect(evaluation.arms.filter(({ kind }) => kind !== 'baseline').map(({ name, kind }) => [name, kind])).toEqual([
      ['tower', 'tower'],
      ['learner', 'learner'],
      ['tower without memory', 'ablation'],
    ]);
    expect(evaluation.cuts).toContain('The tower has no MLP: there is no arm without it.');
    for (const { name } of evaluation.arms) expect(table).toContain(name);
    for (const cut of evaluation.cuts) expect(table.replaceAll(/\s+/g, ' ')).toContain(cut);
    expect(readFileSync(out('report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
  }, 120_000);

  test('Ctrl-C ends it with 130, and leaves files as they were', async () => {
    files.write('as it was', 'kept.json');
    const before = readdirSync(files.folder);
    const run = ['evaluate', '--protocol', 'full', ...data, ...quick, '--epochs', '10000', '--patience', '10000', '--json', out('kept.json'), '--report', out('new.html')];
    const { code, out: table, err } = await tastekit(run, /^epoch 1 /m);
    expect([code, table]).toEqual([130, '']);
    expect(err).toContain('stopping after this step; once more to stop at once\n');
    expect(readdirSync(files.folder)).toEqual(before);
    expect(readFileSync(out('kept.json'), 'utf8')).toBe('as it was');
  }, 120_000);

  test('judges a bundle that learned before a date by those who came later, and asks what it makes of dislikes', async () => {
    await tastekit(['train', ...data, ...quick, '--since', '70%', '--out', out('early')]);
    const drift = ['evaluate', '--protocol', 'drift', '--since', '70%', ...data, '--bundle', out('early'), '--backend', 'wasm'];
    const judged = await tastekit([...drift, '--learners', '--json', out('drift.json')]);
    expect([judged.code, judged.err]).toEqual([0, expect.not.stringContaining('epoch')]);
    expect(judged.out).toMatch(/^Protocol drift since \d{4}-\d\d-\d\d/);
    const evaluation = JSON.parse(readFileSync(out('drift.json'), 'utf8')) as Evaluation;
    expect(evaluation.arms.map(({ name }) => name)).toEqual(expect.arrayContaining(['tower', 'learner', 'fold-in', 'learner without replay']));
    expect(judged.out).toContain('Differences in NDCG@10 by user');
    const otherwise = await tastekit([...drift.with(4, '40%'), '--json', out('leak.json')]);
    expect([otherwise.code, otherwise.out]).toEqual([1, '']);
    expect(otherwise.err).toMatch(/error OPTION {2}bundle: was trained with held out: what came from .* on for the test and 5 % of the users for validation by seed 1; protocol drift needs what came from/);
    const asked = await tastekit([...drift, '--dislikes', '--json', out('dislikes.json')]);
    expect([asked.code, asked.err.includes('error') ? asked.err : '']).toEqual([0, '']);
    expect(asked.out).toMatch(/^Dislikes\. Protocol drift since /);
    expect((await tastekit(['results', out('drift.json'), out('dislikes.json'), '--out', out('RESULTS.md')])).out).toContain('2 evaluations');
    const document = readFileSync(out('RESULTS.md'), 'utf8');
    for (const part of ['## drift', '### Differences by user', '## dislikes', 'Protocol drift: learning ends at a date']) expect(document).toContain(part);
  }, 180_000);

  test('refuses a bundle that may have learned from the test, and says how to train one', async () => {
    await tastekit(['train', ...data, ...quick, '--out', out('films')]);
    const { code, out: table, err } = await tastekit(['evaluate', '--protocol', 'ncf', ...data, '--bundle', out('films'), '--backend', 'wasm', '--json', out('leak.json')]);
    expect([code, table, existsSync(out('leak.json'))]).toEqual([1, '', false]);
    expect(err).toContain("error OPTION  bundle: was trained with held out: nothing for a test; protocol ncf needs each user's last event by seed 1. Train one that fits (train.py --hold-out last --seed 1, then tastekit import), or leave --bundle out");
  }, 120_000);

  test('explains itself, and what it does not understand', async () => {
    const help = await tastekit(['evaluate', '--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    for (const option of ['--protocol <name>', '--bundle <dir>', '--ablation <name=dir>', '--ablations', '--learners', '--dislikes', '--since <when>', '--ncf <dir>', '--budget-minutes <n>', '--record', '--json <file>', '--report <file>']) {
      expect(help.out).toContain(option);
    }
    const all = ['evaluate', '--protocol', 'stream', ...data];
    const wrong = [
      ['evaluate', ...data],
      ['evaluate', '--protocol', 'loo', ...data],
      [...all, '--ablation', 'films'],
      [...all, '--ablation', 'a=x', '--ablation', 'a=y'],
      [...all, '--budget-minutes', '0'],
      [...all, '--bundle', 'films', '--max-history', '9'],
      [...all, '--record'],
      [...all, '--dislikes'],
      [...all, '--dislikes', '--bundle', 'films', '--ablations'],
      [...all, '--dislikes', '--bundle', 'films', '--report', 'x.html'],
      ['evaluate', '--protocol', 'drift', ...data],
      [...all, '--since', '80%'],
      [...all, '--json', 'x.out', '--report', './x.out'],
    ];
    const said: string[] = [];
    for (const args of wrong) {
      const { code, out: table, err } = await tastekit(args);
      expect([code, table]).toEqual([1, '']);
      said.push(err);
    }
    expect(said.join('')).toMatchInlineSnapshot(`
      "error: required option '--protocol <name>' not specified
      error: option '--protocol <name>' argument 'loo' is invalid. Allowed choices are ncf, full, stream, drift.
      error: option '--ablation <name=dir>' argument 'films' is invalid. Expected a name, "=" and the folder of a bundle.
      error: option '--ablation <name=dir>' argument 'a=y' is invalid. Expected another name for each.
      error OPTION  --budget-minutes: expected more than 0, got 0; 12 is usual
      error OPTION  --max-history: belongs to training, and the bundle that is given is trained already; leave out one of them
      error OPTION  record: writes figures into a bundle, and none is given; add --bundle, or leave it out
      error OPTION  dislikes: asks a bundle that is there; add --bundle
      error OPTION  ablations: belongs to an evaluation, and --dislikes asks another question; leave out one of them
      error OPTION  report: belongs to an evaluation, and --dislikes asks another question; leave out one of them
      error OPTION  since: is needed by protocol drift: the day at which learning ends, like 2000-11-01, or a share of the events, like 80%
      error OPTION  since: belongs to protocol drift; take that, or leave it out
      error OPTION  report: expected another file than json, got ./x.out for both
      "
    `);
  }, 120_000);
});
