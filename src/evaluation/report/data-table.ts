import { type Content, html, type Markup } from './markup.ts';

/** A table with a name; it scrolls sideways where the page is too narrow for it. The first cell of a row is its head. */
export interface DataTable {
  caption: string;
  head: readonly Content[];
  rows: readonly (readonly Content[])[];
}

export function dataTable({ caption, head, rows }: DataTable): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}
