/** Real tabs on one history: as many as a visitor opens, all at once, and one that is killed in the middle. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { openLibrary } from './support/library-page.ts';

/** Opens so many tabs on one history, each with an engine of its own. */
async function openTabs(context: BrowserContext, count: number): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let i = 0; i < count; i++) {
    const page = await context.newPage();
    await openLibrary(page, { bundle: '/bundles/movies/', backend: 'wasm' });
    tabs.push(page);
  }
  return tabs;
}

/** Reports `count` things, so many at a time, and resolves to those whose promises resolved. */
function report(page: Page, name: string, count: number, atOnce: number): Promise<string[]> {
  return page.evaluate(
    async ({ name, count, atOnce }) => {
      const state = window.recommender.getState();
      if (state.status !== 'ready') throw new Error(`the recommender is ${state.status}`);
      const items = state.ranking.items.map(({ item }) => item.id);
      const kept: string[] = [];
      for (let from = 0; from < count; from += atOnce) {
        const reports = Array.from({ length: Math.min(atOnce, count - from) }, async (_, i) => {
          const surface = `${name} ${from + i}`;
          await window.recommender.record({ item: items[(from + i) % items.length], type: 'click', surface });
          kept.push(surface);
        });
        await Promise.all(reports);
      }
      return kept;
    },
    { name, count, atOnce },
  );
}

async function surfacesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await window.recommender.history.export()).events.map(({ surface }) => surface ?? ''));
}

/** Ids and scores of a list made now: scores tell two personal parts apart. */
function listOf(page: Page): Promise<[string, number][]> {
  return page.evaluate(async () => (await window.recommender.rank({ limit: 50 })).items.map(({ item, score }): [string, number] => [item.id, score]));
}

async function untilLearned(page: Page, events: number): Promise<void> {
  const learning = () =>
    page.evaluate(() => {
      const state = window.recommender.getState();
      return state.status === 'ready' ? { events: state.storage.events, status: state.learning.status, rebuild: state.learning.rebuild } : null;
    });
  await expect.poll(learning, { timeout: 120_000 }).toEqual({ events, status: 'ready', rebuild: null });
}

test('4 tabs × 500 events at once: none lost, none kept twice, one personal part in all @concurrency', async ({ context }) => {
  test.setTimeout(180_000);
  const tabs = await openTabs(context, 4);
  const reported = await Promise.all(tabs.map((page, t) => report(page, `tab ${t}`, 500, [500, 50, 7, 25][t])));
  const wanted = tabs.flatMap((_, t) => Array.from({ length: 500 }, (_, i) => `tab ${t} ${i}`));
  expect(reported.flat().sort()).toEqual([...wanted].sort());
  // Of 2,000, 500 are thinned once all is learned; ids follow each other, so none between them was lost.
  for (const page of tabs) await untilLearned(page, 1500);
  const ids = await tabs[0].evaluate(async () => (await window.recommender.history.export()).events.map(({ id }) => id));
  expect(ids).toEqual(Array.from({ length: 1500 }, (_, i) => ids[0] + i));
  const kept = await surfacesOf(tabs[0]);
  expect(new Set(kept).size).toBe(1500);
  expect(wanted).toEqual(expect.arrayContaining(kept));
  for (const page of tabs) expect(await surfacesOf(page)).toEqual(kept);
  const lists = await Promise.all(tabs.map(listOf));
  for (const list of lists) expect(list).toEqual(lists[0]);
  // A tab that met none of it, and reads what is kept, has the same.
  const [late] = await openTabs(context, 1);
  await untilLearned(late, kept.length);
  expect(await listOf(late)).toEqual(lists[0]);
});

for (const after of [0, 120]) {
  test(`a tab killed ${after} ms into its work has lost at most what had not resolved @concurrency @faults`, async ({ context }) => {
    const [killed, other] = await openTabs(context, 2);
    const resolved: string[] = [];
    await killed.exposeFunction('told', (surface: string) => resolved.push(surface));
    void killed
      .evaluate(async () => {
        const told = (window as unknown as { told: (surface: string) => void }).told;
        const state = window.recommender.getState();
        const items = state.status === 'ready' ? state.ranking.items.map(({ item }) => item.id) : [];
        await Promise.all(
          items.map(async (item, i) => {
            await new Promise((resolve) => setTimeout(resolve, 20 * i));
            await window.recommender.record({ item, type: 'like', surface: `killed ${i}` });
            told(`killed ${i}`);
          }),
        );
      })
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, after));
    const before = [...resolved];
    // As the browser's task manager would: without a word to the page.
    const session = await context.newCDPSession(killed);
    await Promise.race([session.send('Page.crash').catch(() => undefined), killed.waitForEvent('crash')]);
    await report(other, 'other', 1, 1);
    const kept = await surfacesOf(other);
    expect(kept).toEqual(expect.arrayContaining([...before, 'other 0']));
    expect(new Set(kept).size).toBe(kept.length);
    const [again] = await openTabs(context, 1);
    await untilLearned(again, kept.length);
    await untilLearned(other, kept.length);
    expect(await listOf(again)).toEqual(await listOf(other));
  });
}
