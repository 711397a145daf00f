import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from '../errors.ts';
import { parseEvaluation } from './parse-evaluation.ts';
import { EXAMPLE_EVALUATION } from './report/example-evaluation.fixture.ts';

const written = JSON.stringify(EXAMPLE_EVALUATION);

/** The example with `change` made to it, as text. */
function changed(change: (evaluation: Record<string, never>) => void): string {
  const evaluation = JSON.parse(written);
  change(evaluation);
  return JSON.stringify(evaluation);
}

function refusal(json: string): string {
  try {
    parseEvaluation(json, 'run.json');
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  return 'was not refused';
}

describe('parseEvaluation', () => {
  test('reads back what was written, and passes over fields that it does not know', () => {
    expect(parseEvaluation(written, 'run.json')).toEqual(EXAMPLE_EVALUATION);
    const later = changed((evaluation) => Object.assign(evaluation, { version: 2 }));
    expect(parseEvaluation(later, 'run.json')).toEqual(EXAMPLE_EVALUATION);
  });

  test('reads an evaluation with nothing in it, and nulls where something may not have been measured', () => {
    const empty = { ...EXAMPLE_EVALUATION, arms: [], paired: [], training: [], plots: {}, cuts: [] };
    expect(parseEvaluation(JSON.stringify(empty), 'run.json')).toEqual(empty);
    const nulls = changed((evaluation) => {
      Object.assign(evaluation.arms[0], { validationNdcg10: null, byEvents: Object.fromEntries(Object.keys(EXAMPLE_EVALUATION.arms[0].byEvents).map((bin) => [bin, null])) });
      Object.assign(evaluation.paired[0], { relative: null });
    });
    expect(parseEvaluation(nulls, 'run.json').arms[0].byEvents['5-19']).toBeNull();
  });

  test('names the file and the field, what was expected and what came', () => {
    const refused = [
      '[]',
      'null',
      changed((evaluation) => delete evaluation.arms),
      changed((evaluation) => Object.assign(evaluation, { protocol: 'stroem' })),
      changed((evaluation) => Object.assign(evaluation, { seed: 1.5 })),
      changed((evaluation) => Object.assign(evaluation, { arms: {} })),
      changed((evaluation) => Object.assign(evaluation.arms[2], { ndcg10: '0.1' })),
      changed((evaluation) => Object.assign(evaluation.arms[0], { kind: 'champion' })),
      changed((evaluation) => delete evaluation.arms[1]['byEvents']['5-19']),
      changed((evaluation) => Object.assign(evaluation.arms[1]['ci95'], { ndcg10: [0.2, 0.1] })),
      changed((evaluation) => Object.assign(evaluation.arms[1]['ci95'], { hr10: [0.2] })),
      changed((evaluation) => Object.assign(evaluation.arms[0]['settings'], { lambda: null })),
      changed((evaluation) => Object.assign(evaluation.plots['EASE'], { genres: 5 })),
      changed((evaluation) => Object.assign(evaluation, { plots: [] })),
      changed((evaluation) => Object.assign(evaluation.arms, [5])),
      changed((evaluation) => Object.assign(evaluation, { dataset: undefined })),
      changed((evaluation) => Object.assign(evaluation, { dataset: null })),
      changed((evaluation) => Object.assign(evaluation.arms[1], { name: 'popularity' })),
      changed((evaluation) => Object.assign(evaluation.paired[3], { b: 'nobody' })),
      written.replace('"loss":', '"loss":1e999,"was":'),
    ];
    expect(refused.map(refusal).join('\n')).toMatchInlineSnapshot(`
      "run.json: expected what \`tastekit evaluate --json\` writes, an object, got a list of 0
      run.json: expected what \`tastekit evaluate --json\` writes, an object, got null
      run.json, field "arms": is missing: is this what \`tastekit evaluate --json\` wrote?
      run.json, field "protocol": expected one of ncf, full, stream, drift, got "stroem"
      run.json, field "seed": expected a whole number, 0 or more, got 1.5
      run.json, field "arms": expected a list, got an object
      run.json, field "arms[2].ndcg10": expected a number, got "0.1"
      run.json, field "arms[0].kind": expected "baseline", "tower", "learner" or "ablation", got "champion"
      run.json, field "arms[1].byEvents.5-19": is missing: is this what \`tastekit evaluate --json\` wrote?
      run.json, field "arms[1].ci95.ndcg10": expected two numbers, the lower one first, got a list of 2
      run.json, field "arms[1].ci95.hr10[1]": expected a number, got nothing
      run.json, field "arms[0].settings.lambda": expected a number, a text, true or false, got null
      run.json, field "plots.EASE.genres": expected a list, got 5
      run.json, field "plots": expected an object, got a list of 0
      run.json, field "arms[0]": expected an object, got 5
      run.json, field "dataset": is missing: is this what \`tastekit evaluate --json\` wrote?
      run.json, field "dataset": expected an object, got null
      run.json, field "arms[1].name": expected a name of its own, but two arms are called "popularity"
      run.json, field "paired[3].b": expected the name of an arm, got "nobody"
      run.json, field "training[0].loss": expected a number, got Infinity"
    `);
  });

  test('text that is no JSON is refused by name', () => {
    for (const json of ['', '{', '<html>']) expect(refusal(json)).toMatch(/^run[.]json: expected what `tastekit evaluate --json` writes: ./);
  });

  test('whatever the text, it is read or refused by a DataError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (json) => {
        expect(refusal(json)).toMatch(/^run\.json/);
      }),
    );
  });
});
