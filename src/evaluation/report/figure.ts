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
  /** The same figures as text; none where a table near by has them. */
  tables: readonly DataTable[];
}

/** A plot in both widths, its caption and legend, and its figures as a table to open. */
export function figure({ id, title, description, caption, draw, half = false, legend, legendWhenWide, tables }: Figure): Markup {
  const form = (name: 'wide' | 'narrow', width: number) =>
    html`<div class="${name}">${draw({ id: `${id}-${name}`, title, description, width }, name === 'wide')}</div>`;
  return html`<figure>
<p class="title">${title}</p>
${form('wide', half ? HALF : WIDE)}${form('narrow', NARROW)}
${legend === null ? null : html`<div${legendWhenWide ? null : html` class="narrow"`}>${legend}</div>`}
${caption === null ? null : html`<figcaption>${caption}</figcaption>`}
${tables.length === 0 ? null : tablesToOpen(tables)}
</figure>
`;
}

/** The figures of a plot, for who would rather read them. */
export function tablesToOpen(tables: readonly DataTable[]): Markup {
  const words = tables.length === 1 ? 'The figures as a table' : 'The figures as tables';
  return html`<details><summary>${words}</summary>${tables.map(dataTable)}</details>`;
}
