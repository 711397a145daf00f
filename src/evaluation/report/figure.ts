import { type DataTable, dataTable } from './data-table.ts';
import { type Drawing } from './drawing.ts';
import { type Content, html, type Markup } from './markup.ts';

/** Units of the forms a plot is drawn in; the page's style shows the wide or the narrow one. */
const WIDE = 780;
const HALF = 370;
const NARROW = 340;

export interface Figure extends Omit<Drawing, 'width'> {
  /** What there is to see, under the plot; null where it was said. */
  caption: string | null;
  /** Draws the plot at a width, for the wide or the narrow form. */
  draw: (drawing: Drawing, wide: boolean) => Markup;
  /** Whether two such figures stand side by side in the wide form. Default: no. */
  half?: boolean;
  /** The list of looks; null where the plot itself names everything. */
  legend: Content;
  /** Whether the wide form needs the legend too. */
  legendWhenWide: boolean;
  /** The same figures as text; null where a table near by has them. */
  table: DataTable | null;
}

/** A plot in both widths, its caption and legend, and its figures as a table to open. */
export function figure({ id, title, description, caption, draw, half = false, legend, legendWhenWide, table }: Figure): Markup {
  const form = (name: 'wide' | 'narrow', width: number) =>
    html`<div class="${name}">${draw({ id: `${id}-${name}`, title, description, width }, name === 'wide')}</div>`;
  return html`<figure>
<p class="title">${title}</p>
${form('wide', half ? HALF : WIDE)}${form('narrow', NARROW)}
${legend === null ? null : html`<div${legendWhenWide ? null : html` class="narrow"`}>${legend}</div>`}
${caption === null ? null : html`<figcaption>${caption}</figcaption>`}
${table === null ? null : tableToOpen(table)}
</figure>
`;
}

/** The figures of a plot, for who would rather read them. */
export function tableToOpen(table: DataTable): Markup {
  return html`<details><summary>The figures as a table</summary>${dataTable(table)}</details>`;
}
