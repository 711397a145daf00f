/** The promise of the product: every click is stored, learned and seen, and the page and Node agree on the list. */
import { expect, type Page, test } from '@playwright/test';
import { rankInNode } from './support/cli.ts';
import { BROWSE, browseGenre, expectEvents, expectLearned, FOR_YOU, idsOf, openDemo, openFromShelves, remake, untilSettled } from './support/demo.ts';
import { openLibrary } from './support/library-page.ts';
import { genresById, placesByPopularity } from './support/movies.ts';

const GENRE = 'Horror';
const DECADE = 1990;
const genres = genresById();
const shareOf = (genre: string, ids: string[]) => ids.filter((id) => genres.get(id)?.includes(genre)).length;

test('ten clicks on one genre raise its share of the list clearly; without learning the list is another', async ({ page }) => {
  await openDemo(page);
  const before = shareOf(GENRE, await idsOf(page, FOR_YOU));
  await browseGenre(page, GENRE, DECADE);
  // Shelves begin with the newest titles, many of which next to nobody rated: clicks on them say little to any model.
  const places = placesByPopularity();
  const known = (id: string) => places.get(id) ?? Infinity;
  const clicked = (await idsOf(page, BROWSE)).toSorted((a, b) => known(a) - known(b)).slice(0, 10);
  await openFromShelves(page, clicked);
  await expectLearned(page, 10);
  // As below: on a busy machine the list precedes what the last click taught.
  await remake(page);
  const learned = await idsOf(page, FOR_YOU);
  expect(learned).toHaveLength(20);
  expect(shareOf(GENRE, learned)).toBeGreaterThanOrEqual(before + 5);
  for (const id of clicked) expect(learned).not.toContain(id);

  await openDemo(page, '?learning=off&namespace=frozen');
  await browseGenre(page, GENRE, DECADE);
  await openFromShelves(page, clicked);
  const frozen = await idsOf(page, FOR_YOU);
  expect(shareOf(GENRE, frozen)).toBeGreaterThan(before);
  expect(frozen).not.toEqual(learned);
});

test('fifty events give the same list in the page and in a Node session', async ({ page }) => {
  await openLibrary(page, { bundle: '/bundles/movies/', backend: 'wasm' });
  const clicked = [...placesByPopularity().keys()].filter((_, place) => place % 3 === 0).slice(0, 50);
  const list = await page.evaluate(async (items) => {
    for (const item of items) await window.recommender.record({ item, type: 'click' });
    // A list made on a busy machine may precede its last event's learning; switching learning off and on makes a new one.
    for (const on of [false, true]) await window.recommender.setLearning(on);
    const { items: ranked } = await window.recommender.rank({ limit: 20 });
    return ranked.map(({ item }) => item.id);
  }, clicked);
  const inNode = rankInNode(clicked.map((item) => ({ item, type: 'click' })));
  expect(list).toEqual(inNode.map(({ id }) => id));
});

test('on WebGPU too: stored, learned on the GPU, and the list is Node’s but for swaps of equals @webgpu', async ({ page }) => {
  test.setTimeout(120_000);
  await openDemo(page, '?backend=webgpu');
  await expect(page.getByTestId('backend')).toHaveAttribute('data-value', 'webgpu');
  const clicked = (await idsOf(page, BROWSE)).slice(0, 8);
  await openFromShelves(page, clicked);
  await expectLearned(page, 8);
  await remake(page);
  const onGpu = await idsOf(page, FOR_YOU);
  const inNode = rankInNode(clicked.map((item) => ({ item, type: 'click' })));
  const scores = new Map(inNode.map(({ id, score }) => [id, score]));
  onGpu.forEach((id, place) => {
    const difference = Math.abs((scores.get(id) ?? -Infinity) - inNode[place].score);
    expect(difference, `place ${place}: ${id} for ${inNode[place].id}`).toBeLessThanOrEqual(1e-3);
  });
});

test('a reload keeps history, personal part and list; nothing jumps', async ({ page }) => {
  await openDemo(page);
  await browseGenre(page, 'Western');
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 5));
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 6);
  await expectLearned(page, 6);
  const list = await idsOf(page, FOR_YOU);
  const entries = await historyOf(page);
  await page.reload();
  await untilSettled(page);
  expect(await idsOf(page, FOR_YOU)).toEqual(list);
  expect(await historyOf(page)).toEqual(entries);
  await expectLearned(page, 6);
});

test('removing an event leaves no trace: the list is the one without it', async ({ page }) => {
  await openDemo(page, '?backend=wasm');
  await browseGenre(page, 'Western');
  const [first, second, third, fourth] = await idsOf(page, BROWSE);
  await openFromShelves(page, [first, second, third, fourth]);
  await expectLearned(page, 4);
  const entry = page.locator(`[data-testid="history-entry"][data-item-id="${second}"]`);
  await entry.getByTestId('forget').click();
  await expect(entry).toHaveCount(0);
  await expectEvents(page, 3);
  await expectLearned(page, 3);
  await remake(page);
  const without = rankInNode([first, third, fourth].map((item) => ({ item, type: 'click' })));
  expect(await idsOf(page, FOR_YOU)).toEqual(without.map(({ id }) => id));
});

test('erasing everything brings back the first list, also after a reload @both', async ({ page }) => {
  await openDemo(page);
  const first = await idsOf(page, FOR_YOU);
  await browseGenre(page, 'Western');
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 3));
  expect(await idsOf(page, FOR_YOU)).not.toEqual(first);
  await page.getByTestId('erase').click();
  await page.getByTestId('erase-confirm').click();
  await expectEvents(page, 0);
  await expect(page.getByTestId('history-entry')).toHaveCount(0);
  expect(await idsOf(page, FOR_YOU)).toEqual(first);
  await page.reload();
  await untilSettled(page);
  expect(await idsOf(page, FOR_YOU)).toEqual(first);
  await expect(page.getByTestId('history-entry')).toHaveCount(0);
});

function historyOf(page: Page): Promise<string[]> {
  const attributes = ['data-event-id', 'data-item-id', 'data-type'];
  return page
    .getByTestId('history-entry')
    .evaluateAll((entries, names) => entries.map((entry) => names.map((name) => entry.getAttribute(name)).join(' ')), attributes);
}
