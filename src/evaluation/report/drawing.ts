import { type Content, html, type Markup } from './markup.ts';

/** What every plot is told: who it is and how large. */
export interface Drawing {
  /** Unlike that of any other drawing of the page; letters, digits and hyphens. */
  id: string;
  title: string;
  /** What there is to see, for who does not see it. */
  description: string;
  /** Units; one is about a CSS pixel. */
  width: number;
}

/** The picture around a plot, with its name and description. */
export function drawing({ id, title, description, width }: Drawing, height: number, content: Content): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${content}</svg>`;
}

/** Text of a plot. `anchor` says which end of it stands at x. */
export function label(x: number, y: number, text: Content, anchor: 'start' | 'middle' | 'end' = 'start', ink = 'quiet'): Markup {
  return html`<text class="${ink}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

/** A straight line of the frame. */
export function rule(x1: number, y1: number, x2: number, y2: number, ink: 'grid' | 'axis' | 'reference' = 'grid'): Markup {
  return html`<line class="${ink}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}
