import { type Look } from './look.ts';
import { html, type Markup } from './markup.ts';

/** A marker around a point, about 9 units wide. `said` is what a pointer resting on it is told. */
export function marker(look: Look, x: number, y: number, said: string): Markup {
  return html`<path class="mark ${look.ink} ${look.marker}" d="${MARKERS[look.marker]}" transform="translate(${x} ${y})"><title>${said}</title></path>`;
}

const circle = 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z';
const MARKERS: Record<Look['marker'], string> = {
  circle,
  ring: circle,
  diamond: 'M0 -5.5L5.5 0L0 5.5L-5.5 0Z',
  square: 'M-3.8 -3.8H3.8V3.8H-3.8Z',
  triangle: 'M0 -4.8L4.8 3.8H-4.8Z',
  cross: 'M-3.8 -3.8L3.8 3.8M-3.8 3.8L3.8 -3.8',
};

/** The list that says which look is whose, for under a plot. */
export function legend(entries: readonly { name: string; look: Look; line: boolean }[]): Markup {
  return html`<ul class="legend">${entries.map(
    ({ name, look, line }) =>
      html`<li><svg viewBox="0 0 ${line ? 30 : 14} 14" width="${line ? 30 : 14}" height="14" aria-hidden="true">${
        line ? html`<path class="line ${look.ink}" stroke-dasharray="${look.dash}" d="M0 7H30"/>` : null
      }<path class="mark ${look.ink} ${look.marker}" d="${MARKERS[look.marker]}" transform="translate(${line ? 15 : 7} 7)"/></svg>${name}</li>`,
  )}</ul>`;
}
