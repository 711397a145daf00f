import { type Content, html, type Markup } from './markup.ts';

/** A part of the page: its heading and what it says in the margin, then what it shows. */
export function section(heading: string, words: Content, content: Content): Markup {
  return html`<section>
<header><h2>${heading}</h2>${words}</header>
<div>${content}</div>
</section>
`;
}
