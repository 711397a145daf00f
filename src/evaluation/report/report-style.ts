/** The look of the report. Its tokens are those of the demo page; its faces are the system's, so that nothing is fetched. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --taste-paper: #faf6ef;
  --taste-raised: #fffdf9;
  --taste-ink: #1e1a15;
  --taste-soft: #574e43;
  --taste-hairline: #e4dacb;
  --taste-edge: #8d806f;
  --taste-ember: #d9481c;
  --taste-ember-text: #a8330f;
  --taste-pine: #1f6f63;
  --taste-display: Georgia, 'Iowan Old Style', 'Times New Roman', serif;
  --taste-text: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --taste-13: 0.8125rem;
  --taste-15: 0.9375rem;
  --taste-17: 1.0625rem;
  --taste-21: 1.3125rem;
  --taste-28: 1.75rem;
  --taste-40: 2.5rem;
  --taste-gutter: clamp(1.125rem, 4vw, 3.5rem);
}
@media (prefers-color-scheme: dark) {
  :root {
    --taste-paper: #14120f;
    --taste-raised: #1c1915;
    --taste-ink: #f1eadd;
    --taste-soft: #bdb3a3;
    --taste-hairline: #322c25;
    --taste-edge: #84796a;
    --taste-ember: #ff7a4d;
    --taste-ember-text: #ff9a77;
    --taste-pine: #58b8a6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: 0 var(--taste-gutter) 4rem;
  background: var(--taste-paper);
  color: var(--taste-ink);
  font: var(--taste-15)/1.55 var(--taste-text);
  overflow-wrap: anywhere;
}
main { max-width: 70rem; margin: 0 auto; }
h1, h2, h3 { font-family: var(--taste-display); font-weight: 400; text-wrap: balance; }
h1 { max-width: 54rem; margin: 0.75rem 0 1.5rem; font-size: clamp(var(--taste-28), 4.4vw, var(--taste-40)); line-height: 1.16; letter-spacing: -0.01em; }
h2 { margin: 0 0 0.5rem; font-size: var(--taste-21); line-height: 1.25; }
h3 { margin: 2rem 0 0.25rem; font-size: var(--taste-17); }
p, ul, dl, pre { margin: 0 0 1rem; }
.eyebrow { margin: 0; padding-top: 2.5rem; color: var(--taste-soft); font-size: var(--taste-13); }
.prose { max-width: 68ch; }
.points { max-width: 54rem; padding: 0; list-style: none; border-top: 1px solid var(--taste-hairline); }
.points li { display: grid; gap: 0.35rem 1.5rem; padding: 0.9rem 0; border-bottom: 1px solid var(--taste-hairline); }
.points strong { font: 400 var(--taste-28)/1.2 var(--taste-display); white-space: nowrap; }
.points small { display: block; color: var(--taste-soft); font: var(--taste-13)/1.4 var(--taste-text); }
.points p { max-width: 68ch; margin: 0; }
section { padding: 3rem 0 2.5rem; }
section > div > figure:last-child { margin-bottom: 0; }
section > header { max-width: 62ch; color: var(--taste-soft); }
section > header h2 { color: var(--taste-ink); }
main > section, .full { border-top: 1px solid var(--taste-hairline); }
figure { min-width: 0; margin: 0 0 2.5rem; }
figure .title { margin: 0 0 0.75rem; font-weight: 600; }
figcaption { max-width: 62ch; margin-top: 0.75rem; color: var(--taste-soft); font-size: var(--taste-13); }
.full { padding: 1.5rem 0 1rem; }
.full table { width: 100%; }
.small-plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.25rem, 1fr)); gap: 1.5rem 1.75rem; margin-bottom: 1rem; }
.small-plots figure { margin: 0; }
.small-plots .title { margin-bottom: 0.25rem; font-size: var(--taste-13); }

svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--taste-soft); font: 12px var(--taste-text); font-variant-numeric: tabular-nums; }
svg text.strong { fill: var(--taste-ink); font-size: 13px; }
.narrow svg { max-width: 30rem; }
.tower { --arm: var(--taste-ember); }
.learner { --arm: var(--taste-pine); }
.baseline { --arm: var(--taste-soft); }
.ablation { --arm: var(--taste-edge); }
.line { fill: none; stroke: var(--arm); stroke-width: 2; stroke-linejoin: round; }
.line.baseline { stroke-width: 1.5; }
.mark { fill: var(--arm); stroke: var(--taste-paper); stroke-width: 1; }
.mark.ring { fill: var(--taste-paper); stroke: var(--arm); stroke-width: 2; }
.mark.cross { fill: none; stroke: var(--arm); stroke-width: 2; }
.whisker { fill: none; stroke: var(--arm); stroke-width: 1.5; }
.bar { fill: var(--arm); }
.lead { fill: none; stroke: var(--taste-edge); stroke-width: 0.75; }
.grid { stroke: var(--taste-hairline); }
.axis { stroke: var(--taste-edge); }
.reference { stroke: var(--taste-ink); stroke-dasharray: 3 3; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.75rem 0 0; padding: 0; list-style: none; font-size: var(--taste-13); }
.legend li { display: flex; align-items: center; gap: 0.4rem; }
.legend svg { flex: none; width: auto; height: 14px; }

.scroll { overflow-x: auto; max-width: 100%; }
.scroll + .scroll { margin-top: 1.5rem; }
table { border-collapse: collapse; font-size: var(--taste-13); font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--taste-hairline); text-align: right; vertical-align: top; white-space: nowrap; }
thead th { border-bottom-color: var(--taste-edge); color: var(--taste-soft); font-weight: 500; vertical-align: bottom; }
th:first-child { position: sticky; left: 0; min-width: 8rem; max-width: 17rem; padding-left: 0; background: var(--taste-paper); text-align: left; white-space: normal; overflow-wrap: anywhere; }
tbody th { font-weight: 600; }
th small, td small { display: block; color: var(--taste-soft); font-weight: 400; }
details { margin-top: 0.5rem; font-size: var(--taste-13); }
summary { display: inline-block; min-height: 2.75rem; padding: 0.7rem 0; color: var(--taste-ember-text); cursor: pointer; text-decoration: underline; text-underline-offset: 0.2em; }
details dl > div { display: grid; grid-template-columns: 7rem 1fr; max-width: 68ch; padding: 0.15rem 0; }
dt { color: var(--taste-soft); }
dd { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 0.75rem 1.5rem; padding: 0.5rem 0; }
.facts dd { font: var(--taste-21)/1.3 var(--taste-display); font-variant-numeric: lining-nums tabular-nums; }
.facts dt { font-size: var(--taste-13); }
pre { padding: 1rem; border: 1px solid var(--taste-hairline); background: var(--taste-raised); font-size: var(--taste-13); white-space: pre-wrap; }
:focus-visible { outline: 2px solid var(--taste-ember); outline-offset: 3px; }

@media screen and (max-width: 719.9px) {
  .wide { display: none; }
  th, td { padding-inline: 0.5rem; }
  th:first-child { min-width: 6.5rem; max-width: 8.5rem; }
}
@media print, (min-width: 720px) {
  .narrow { display: none; }
  .points li { grid-template-columns: 9rem 1fr; }
  .halves { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2.5rem; }
  .halves figure { margin-bottom: 1rem; }
}
@media screen and (min-width: 1060px) {
  section { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 0 3rem; }
  section > header { position: sticky; top: 1.5rem; align-self: start; }
  section > header p { font-size: var(--taste-13); }
}
@media print {
  :root {
    --taste-paper: #ffffff;
    --taste-raised: #ffffff;
    --taste-ink: #000000;
    --taste-soft: #444444;
    --taste-hairline: #dddddd;
    --taste-edge: #777777;
    --taste-ember: #c13a10;
    --taste-ember-text: #8f2a0b;
    --taste-pine: #1f6f63;
    font-size: 80%;
  }
  body { padding: 0; }
  section { padding-top: 1.5rem; }
  figure, .points li, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td { padding: 0.25rem 0.3rem; white-space: normal; }
  table { font-size: 0.7rem; }
  th:first-child { position: static; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { display: none; }
}
`;
