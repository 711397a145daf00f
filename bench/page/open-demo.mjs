/** The built demo page in a browser, and the moments it notes of itself. */

/**
 * Opens the page and waits for its first list; `moments` then has that moment in ms since navigation began.
 * A list is drawn when the frame after its change has been produced: an animation frame, then a task after it.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {string} address
 */
export async function openDemo(context, address) {
  const page = await context.newPage();
  await page.addInitScript(noteMoments);
  await page.goto(address);
  await page.waitForFunction(() => window.noted.firstList > 0, undefined, { timeout: 60_000 });
  return page;
}

/** Until everything that learning needs has arrived. @param {import('@playwright/test').Page} page */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('main')?.dataset.settled === 'true', undefined, { timeout: 60_000 });
}

/** Runs in the page, before its own scripts. */
function noteMoments() {
  window.noted = { firstList: 0, click: 0, changed: 0, drawn: 0, parts: '' };
  const { noted } = window;
  let shown = '';
  /** @param {() => void} then */
  const afterFrame = (then) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', then, { once: true });
      port1.start();
      port2.postMessage(null);
    });
  };
  const look = () => {
    const id = document.querySelector('main')?.dataset.rankingId ?? '';
    if (id === '' || id === shown || !document.querySelector('[data-surface="for-you"] .card[data-item-id]')) return;
    shown = id;
    noted.changed = performance.now();
    // Now, before learning that was put off ends, or anything else is ranked.
    noted.parts = document.querySelector('[data-testid="last-click"]')?.getAttribute('data-value') ?? '';
    afterFrame(() => {
      noted.drawn = performance.now();
      if (noted.firstList === 0) noted.firstList = noted.drawn;
    });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ranking-id'] });
}
