// One rail, with the attributes that stand in the address: ?layout=grid&limit=8. `dir`, `lang`: the page's own.
const asked = Object.fromEntries(new URLSearchParams(location.search));
const { dir = 'ltr', lang = 'en', ...attributes } = asked;
Object.assign(document.documentElement, { dir, lang });

window.told = [];
for (const type of ['taste-ready', 'taste-change', 'taste-select', 'taste-error', 'taste-consent']) {
  document.addEventListener(type, ({ detail }) => window.told.push({ type, message: detail.error?.message, source: detail.source }));
}

const rail = document.createElement('taste-rail');
for (const [name, value] of Object.entries({ bundle: '/bundles/movies/', 'item-url': '#{id}', ...attributes })) rail.setAttribute(name, value);
document.querySelector('#rails').append(rail);

// From when the rail's place is held: that it came in by a script moved what stands below.
window.shifts = 0;
await customElements.whenDefined('taste-rail');
await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifts += value;
}).observe({ type: 'layout-shift' });
