import { type Evaluation } from '../evaluation.ts';
import { dotPlot } from './dot-plot.ts';
import { figure } from './figure.ts';
import { section } from './section.ts';
import { focusArms, shownArms } from './focus-arms.ts';
import { lookOf } from './look.ts';
import { legend } from './marker.ts';
import { html, type Markup } from './markup.ts';
import { countWords, metricWords } from './number-words.ts';
import { plotsOf } from './plots-of.ts';

/** HR@10 by genre of the item that came; null where that was not measured. */
export function genresSection(evaluation: Evaluation): Markup | null {
  const focus = focusArms(evaluation);
  const arms = shownArms(focus, 1).map((arm) => ({
    arm,
    look: lookOf(arm, focus),
    genres: new Map((plotsOf(evaluation, arm.name)?.genres ?? []).map((row) => [row.genre, row])),
  }));
  const predictions = new Map(arms.flatMap(({ genres }) => Array.from(genres.values(), (row) => [row.genre, row.predictions] as const)));
  if (predictions.size === 0) return null;
  const genres = [...predictions.keys()].sort((a, b) => predictions.get(b)! - predictions.get(a)! || (a < b ? -1 : 1));
  const hitRate = (of: (typeof arms)[number], genre: string) => of.genres.get(genre)?.hr10 ?? null;

  const rows = genres.map((genre) => ({
    name: genre,
    dots: arms.map((of) => ({ look: of.look, value: hitRate(of, genre), said: `${of.arm.name}, ${genre}: ${metricWords(hitRate(of, genre))}` })),
  }));
  const plot = figure({
    id: 'genres',
    title: 'HR@10 by genre of the item that came',
    description: `${genres.map((genre) => `${genre}: ${arms.map((of) => `${of.arm.name} ${metricWords(hitRate(of, genre))}`).join(', ')}`).join('; ')}.`,
    caption: 'Genres with the most predictions first. An item of several genres counts in each.',
    draw: (drawing, wide) => dotPlot({ ...drawing, xLabel: 'HR@10', rows, nameColumn: wide ? 150 : 104 }),
    legend: legend(arms.map(({ arm, look }) => ({ name: arm.name, look, line: false }))),
    legendWhenWide: true,
    tables: [
      {
        caption: 'HR@10 by genre of the item that came',
        head: ['Genre', 'Predictions', ...arms.map(({ arm }) => arm.name)],
        rows: genres.map((genre) => [genre, countWords(predictions.get(genre)!), ...arms.map((of) => metricWords(hitRate(of, genre)))]),
      },
    ],
  });
  return section('By genre', html`<p>Whose taste is served? How often the item that came was among the first ten, for every genre with at least 50 predictions.</p>`, plot);
}
