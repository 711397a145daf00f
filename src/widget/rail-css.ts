/** The face of covers where the page names none. */
export const DISPLAY_FACE = "Georgia, 'Times New Roman', serif";

/**
 * The element's stylesheet. What a site sets of `--taste-*` wins; everything else is the page's own face and ink, so
 * that a rail looks at home where it stands. `all: initial` keeps out what the page's styles would hand down.
 *
 * Remarks stand here, for they would be sent to every visitor:
 * - `.viewport` of a row has room around its cards for their focus ring, which would be cut off at the edge.
 * - `.viewport` holds no anchor: a page would follow the card it took for one, or the one in focus, to its new place.
 *   For the same reason a row snaps only while the visitor scrolls it (taste-rail.ts).
 * - On a narrow page a row shows two cards and the edge of a third: one sees that there are more.
 * - `.because .header` is as high as the two lines that its heading may take, once it is known.
 * - `.art` has its letters placed from the left, on a page that runs from the right, too.
 * - `.text` is as high as two lines and the facts, whatever the title.
 * - `.title` and `.facts` run as their own letters do (`dir=auto`), and stand where the page's text begins.
 * - `.link::after` covers the card: all of it can be pressed.
 * - `.choice::before` and `.arrow::before` are what one sees of buttons that are larger, 44 px, to the finger.
 */
export const railCss = `
:host { display: block; min-width: 0; }
:host([hidden]) { display: none; }
*, ::before, ::after { box-sizing: border-box; }
.root {
  --accent: var(--taste-ember, #c23f17);
  --still: var(--taste-still, rgb(128 118 104 / 0.16));
  --line: var(--taste-hairline, rgb(128 118 104 / 0.38));
  --gap: var(--taste-gap, 1.25rem);
  --card: var(--taste-card-width, 10.25rem);
  --radius: var(--taste-radius, 3px);
  --display: var(--taste-display, ${DISPLAY_FACE});
  --ease: cubic-bezier(0.2, 0.7, 0.2, 1);
  all: initial;
  display: block;
  color-scheme: inherit;
  font-family: var(--taste-text, inherit);
  font-size: var(--taste-15, 0.9375rem);
  line-height: 1.4;
  color: var(--taste-ink, inherit);
  -webkit-text-size-adjust: 100%;
}
@supports (color: light-dark(red, red)) {
  .root { --accent: var(--taste-ember, light-dark(#c23f17, #ff7a4d)); }
}
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.away { visibility: hidden; }
ul { margin: 0; padding: 0; list-style: none; }
p { margin: 0; }
button { margin: 0; padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }

.header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 1rem; min-height: 2.75rem; margin-block-end: 0.6rem; }
.because .header { min-height: max(2.75rem, 2.4 * var(--taste-21, 1.3125rem)); }
.heading-box { flex: 1 1 8rem; min-width: 0; }
.heading { display: -webkit-box; margin: 0; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow-wrap: break-word; font-family: var(--taste-display, inherit); font-size: var(--taste-21, 1.3125rem); font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; }
.navigation { display: flex; flex: none; gap: 0.25rem; }
.arrow { position: relative; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: 50%; }
.arrow::before { content: ''; position: absolute; inset: 0.1875rem; border: 1px solid var(--line); border-radius: 50%; }
.arrow svg { width: 1.125rem; height: 1.125rem; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.rtl .arrow svg { transform: scaleX(-1); }
.arrow[aria-disabled='true'] { opacity: 0.32; cursor: default; }

.viewport { position: relative; isolation: isolate; overflow-anchor: none; }
.cards { position: relative; display: grid; gap: calc(var(--gap) * 1.6) var(--gap); grid-template-columns: repeat(auto-fill, minmax(min(var(--card), calc(50% - var(--gap) / 2)), 1fr)); }
.root.rail .viewport { margin: -0.5rem; overflow: auto hidden; overscroll-behavior-x: contain; scroll-padding-inline: 0.5rem; scrollbar-width: none; }
.root.rail .viewport::-webkit-scrollbar { display: none; }
.root.rail .cards { display: flex; gap: var(--gap); padding: 0.5rem; }
.root.rail .card { flex: none; width: min(var(--card), 42%); scroll-snap-align: start; }
.root.rail .cards::after { content: ''; flex: none; width: 0.5rem; margin-inline-start: calc(-1 * var(--gap)); }
.root.rail.loading .viewport { overflow: hidden; }
.ghosts { position: absolute; inset: 0; z-index: -1; pointer-events: none; }
.ghosts > * { position: absolute; list-style: none; }

.card { position: relative; display: flex; flex-direction: column; min-width: 0; background: var(--taste-paper, transparent); }
.cover { position: relative; flex: none; overflow: hidden; aspect-ratio: var(--taste-cover-ratio, 2 / 3); border-radius: var(--radius); background: var(--still); transition: transform 160ms var(--ease); }
.cover::after { content: ''; position: absolute; inset: 0; border-radius: inherit; box-shadow: inset 0 0 0 1px rgb(128 118 104 / 0.28); pointer-events: none; }
.image, .art { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.image { object-fit: cover; }
.art { direction: ltr; overflow: visible; }
.art-title { font-family: var(--display); font-weight: 560; letter-spacing: -0.012em; }
.art-year { font-family: var(--taste-text, inherit); font-size: 12px; font-weight: 560; letter-spacing: 0.06em; }
.navigation { margin-inline-end: -0.1875rem; }
.text { min-width: 0; min-height: calc(0.65rem + 2.6em + 1.4 * var(--taste-13, 0.8125rem)); padding-block-start: 0.65rem; }
.link { display: block; width: 100%; color: inherit; font-weight: 580; line-height: 1.3; text-decoration: none; outline: none; }
.title { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow-wrap: break-word; }
.link::after { content: ''; position: absolute; inset: 0; border-radius: var(--radius); }
.link:focus-visible::after { outline: 2.5px solid var(--accent); outline-offset: 3px; }
.facts { min-height: 1.4em; overflow: hidden; font-size: var(--taste-13, 0.8125rem); color: var(--taste-soft, inherit); opacity: var(--taste-soft-opacity, 0.78); text-overflow: ellipsis; white-space: nowrap; }

.title, .facts { text-align: -webkit-match-parent; text-align: match-parent; }
.list .cards { display: block; }
.list .card { flex-direction: row; align-items: center; gap: 1rem; padding-block: 0.75rem; border-block-start: 1px solid var(--line); }
.list .card:last-child { border-block-end: 1px solid var(--line); }
.list .cover { width: var(--taste-thumb-width, 3.5rem); }
.list .text { flex: 1; min-height: 0; padding: 0; }
.list .title { -webkit-line-clamp: 1; line-clamp: 1; }

.skeleton .link, .skeleton .facts { display: flow-root; height: 1.3em; min-height: 0; }
.skeleton .facts { height: 1.4em; }
.skeleton .link::before, .skeleton .facts::before { content: ''; display: block; width: 74%; height: 0.7em; margin-block-start: 0.3em; border-radius: 2px; background: var(--still); }
.skeleton .link::after { content: none; }
.skeleton .facts::before { width: 46%; }
.skeleton .facts { opacity: 1; }

.message-box { position: relative; overflow: hidden; }
.message-box .space { visibility: hidden; }
.message-box .space .cards { overflow: hidden; }
.message-box > slot { position: absolute; inset: 0.5rem; z-index: 1; display: grid; place-content: center; padding: 1.25rem; border: 1px dashed var(--line); border-radius: var(--radius); overflow: auto; }
.message { max-width: 30em; text-align: center; text-wrap: balance; }

.consent { margin-block-start: 1rem; padding-block-start: 0.25rem; border-block-start: 1px solid var(--line); display: grid; font-size: var(--taste-13, 0.8125rem); }
.consent slot { display: grid; }
.consent-row { grid-area: 1 / 1; display: flex; flex-wrap: wrap; align-items: center; align-content: flex-start; gap: 0 0.25rem; min-height: 2.75rem; }
.consent-text { margin-inline-end: 0.5rem; }
.choice { position: relative; isolation: isolate; min-width: 2.75rem; min-height: 2.75rem; padding-inline: 0.9rem; font-weight: 580; text-align: center; }
.choice::before { content: ''; position: absolute; inset: 0.4rem 0; z-index: -1; border: 1px solid var(--line); border-radius: 1.2rem; }
.arrow:focus-visible, .choice:focus-visible { outline: 2.5px solid var(--accent); outline-offset: -1px; border-radius: 1.375rem; }

@media (hover: hover) {
  .arrow:not([aria-disabled='true']):hover::before { border-color: currentColor; }
  .choice:hover::before { border-color: currentColor; }
  .link:hover .title { text-decoration: underline; text-decoration-color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
}
@media (hover: hover) and (prefers-reduced-motion: no-preference) {
  .root:not(.list) .card:not(.skeleton):hover .cover { transform: translateY(-3px); }
}
@media (prefers-reduced-motion: reduce) {
  .cover { transition: none; }
}
@media (forced-colors: active) {
  .cover { outline: 1px solid CanvasText; outline-offset: -1px; }
  .arrow[aria-disabled='true'] { opacity: 1; color: GrayText; }
  .arrow[aria-disabled='true']::before { border-color: GrayText; }
  .facts { opacity: 1; }
  .link:focus-visible::after { outline-color: Highlight; }
  .skeleton .cover, .skeleton .link::before, .skeleton .facts::before { background: GrayText; }
}
`;
