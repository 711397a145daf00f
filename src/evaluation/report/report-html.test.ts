import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArmResult, type Evaluation, type Interval } from '../evaluation.ts';
import { EXAMPLE_EVALUATION as example } from './example-evaluation.fixture.ts';
import { reportHtml } from './report-html.ts';
import { REPORT_STYLE } from './report-style.ts';
import { expectWellFormed } from './well-formed-contract.ts';

const headings = (page: string) => Array.from(page.matchAll(/<h2>([^<]*)<\/h2>/g), ([, heading]) => heading);
const only = (...names: string[]): Evaluation => ({ ...example, paired: [], arms: example.arms.filter(({ name }) => names.includes(name)) });

describe('the page', () => {
  const page = reportHtml(example);

  test('is well formed, and has every part', () => {
    expectWellFormed(page);
    expect(headings(page)).toEqual([
      'Every arm',
      'Head to head',
      'By what came before',
      'Training',
      'Popular or not',
      'By genre',
      'Across users',
      'What learning changes',
      'How this was made',
    ]);
  });

  test('says what leads, the command, the seed, the counts and the cuts', () => {
    expect(page).toMatch(/<h1>The model that learns on the device leads the best baseline, transitions, by 11\.2\u00a0% in NDCG@10\.<\/h1>/);
    expect(page).toContain(`<pre><code>${example.command}</code></pre>`);
    for (const words of [...example.cuts, '<dt>Seed</dt><dd>1</dd>', '<dd>76,412</dd>', 'Where a baseline beats us: after 1–4 events']) expect(page).toContain(words);
  });

  test('asks nobody for anything and runs nothing', () => {
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<use|src=|href=|url\(|@import|https?:|\son[a-z]+=/i);
  });

  test('every plot has a name, a description and a table', () => {
    const plots = page.match(/<svg viewBox="[^"]*" role="img"/g)!;
    expect(plots.length).toBeGreaterThan(20);
    expect(page.match(/<title id="/g)).toHaveLength(plots.length);
    expect(page.match(/<desc id="/g)).toHaveLength(plots.length);
    for (const table of ['Every arm: metrics', 'Paired differences in NDCG@10', 'by number of events', 'Training', 'popularity of the item', 'by genre', 'by quantile']) {
      expect(page).toMatch(new RegExp(`<caption>[^<]*${table}`));
    }
  });

  test('is the same again', () => {
    expect(reportHtml(structuredClone(example))).toBe(page);
  });
});

describe('hostile strings', () => {
  const hostile = [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `' onload='alert(1)`,
    '</style></title></svg><b>',
    '&lt;&amp;&#0;',
    '\u202egnp.exe\u0000\ud800',
    '__proto__',
    'constructor',
    '',
    '$&${1}`',
  ];

  test.each(hostile)('%j is text wherever it stands', (text) => {
    const arms = example.arms.map((arm, i): ArmResult => ({ ...arm, name: `${text}${i === 0 ? '' : i}`, settings: { [text]: text } }));
    const renamed = new Map(example.arms.map(({ name }, i) => [name, arms[i].name]));
    const page = reportHtml({
      ...example,
      arms,
      command: text,
      cuts: [text, text],
      paired: example.paired.map((pair) => ({ ...pair, a: renamed.get(pair.a)!, b: renamed.get(pair.b)! })),
      plots: Object.fromEntries(
        example.arms.map(({ name }) => [renamed.get(name)!, { ...example.plots[name], genres: [{ genre: text, hr10: 0.2, predictions: 99 }] }]),
      ),
    });
    expectWellFormed(page);
    expect(page).not.toMatch(/<script|<img|<b>/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(headings(page)).toHaveLength(9);
  });

  test('an arm named like a property of all objects has no plots', () => {
    const arms = example.arms.slice(0, 1).map((arm) => ({ ...arm, name: 'constructor' }));
    expect(headings(reportHtml({ ...only(), arms, plots: {} }))).not.toContain('Popular or not');
  });
});

describe('what was not measured', () => {
  const none = { '0': null, '1-4': null, '5-19': null, '20-49': null, '50-99': null, '100-499': null };

  test('bins without predictions are gaps', () => {
    const arms = example.arms.map((arm) => ({ ...arm, byEvents: { ...arm.byEvents, '0': null, '20-49': null } }));
    const paired = example.paired.map((pair) => ({ ...pair, byEvents: { ...pair.byEvents, '0': null, '20-49': null } }));
    const page = reportHtml({ ...example, arms, paired });
    expectWellFormed(page);
    expect(page).toContain('<tr><th scope="row">tower</th><td>–</td><td>.0649</td><td>.1402</td><td>–</td><td>.1897</td><td>.1846</td></tr>');
  });

  test('no bins, no training, no plots, no pairs: those parts are left out', () => {
    const arms = example.arms.map((arm) => ({ ...arm, byEvents: none }));
    const page = reportHtml({ ...example, arms, paired: [], training: [], plots: {}, cuts: [] });
    expectWellFormed(page);
    expect(headings(page)).toEqual(['Every arm', 'How this was made']);
    expect(page).toContain('<h3>What was cut</h3>\n<p>Nothing.</p>');
  });

  test('one arm, no arms, only baselines', () => {
    for (const names of [['tower'], [], ['EASE', 'popularity']]) {
      const page = reportHtml(only(...names));
      expectWellFormed(page);
      expect(page.match(/<th scope="row">[^<]*<small>/g) ?? []).toHaveLength(names.length);
    }
  });

  test('twenty arms with long names', () => {
    const arms = Array.from({ length: 20 }, (_, i) => ({ ...example.arms[i % 9], name: `${example.arms[i % 9].name}, with many more words to tell it from the others, number ${i}` }));
    const page = reportHtml({ ...example, arms, paired: [], plots: Object.fromEntries(arms.map(({ name }, i) => [name, example.plots[example.arms[i % 9].name]])) });
    expectWellFormed(page);
    expect(page.match(/id="deciles-\d+-title"/g)).toHaveLength(20);
  });

  test('whatever the numbers are', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e-300, 1e300, NaN, Infinity, 0.18));
    const interval = fc.tuple(number, number) as fc.Arbitrary<Interval>;
    const arbitrary = fc.record({ values: fc.array(number, { minLength: 12, maxLength: 12 }), interval });
    fc.assert(
      fc.property(arbitrary, ({ values, interval }) => {
        const byEvents = { '0': values[0], '1-4': null, '5-19': values[1], '20-49': values[2], '50-99': null, '100-499': values[3] };
        const difference = { difference: values[4], ci95: interval };
        const page = reportHtml({
          ...example,
          dataset: { users: values[0], items: values[1], interactions: values[2], testUsers: values[3], predictions: values[4] },
          arms: example.arms.map((arm, i) => ({ ...arm, ndcg10: values[i % 12], gini: values[5], ci95: { ndcg10: interval, hr10: interval }, byEvents })),
          paired: example.paired.map((pair) => ({ ...pair, ...difference, usersWorse: values[6], byEvents: { ...pair.byEvents, '0': difference } })),
          training: values.map((loss, i) => ({ epoch: i + 1, loss, validationNdcg10: i % 2 ? null : values[11 - i] })),
          plots: { tower: { popularityDeciles: values, genres: [{ genre: 'Drama', hr10: values[7], predictions: values[8] }], userNdcg10: values } },
        });
        expect(expectWellFormed(page)).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      { numRuns: 15 },
    );
  });
});

describe('the style', () => {
  const tokensOf = (css: string) => new Map(Array.from(css.matchAll(/(--taste-[a-z-]+): (#[0-9a-f]{6});/g), ([, name, value]) => [name, value]));
  const schemesOf = (css: string) => {
    const [light, rest] = css.split('@media (prefers-color-scheme: dark)');
    return { light: tokensOf(light), dark: tokensOf(rest.split('\n}')[0]), print: tokensOf(css.split('@media print {')[1] ?? '') };
  };
  const schemes = schemesOf(REPORT_STYLE);

  test('has the colours of the demo page', () => {
    const demo = schemesOf(readFileSync(new URL('../../demo/tokens.css', import.meta.url), 'utf8'));
    for (const scheme of ['light', 'dark'] as const) {
      expect(schemes[scheme].size).toBeGreaterThan(7);
      for (const [name, value] of schemes[scheme]) expect([name, value]).toEqual([name, demo[scheme].get(name)]);
    }
  });

  test.each(['light', 'dark', 'print'] as const)('%s: text has contrast AA, ink AAA, and marks 3', (scheme) => {
    const against = (name: string, ground = '--taste-paper') => contrast(schemes[scheme].get(name)!, schemes[scheme].get(ground)!);
    expect(against('--taste-ink')).toBeGreaterThan(7);
    for (const name of ['--taste-soft', '--taste-ember-text']) expect(against(name)).toBeGreaterThan(4.5);
    for (const name of ['--taste-ember', '--taste-pine', '--taste-edge']) expect(against(name)).toBeGreaterThan(3);
    expect(against('--taste-ink', '--taste-raised')).toBeGreaterThan(7);
  });
});

/** Contrast ratio of two colours (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
