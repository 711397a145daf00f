/** A thousand clicks: nothing leaks, nothing slows down, nothing runs off. */
import { expect, test } from '@playwright/test';
import { expectEvents, expectLearned, FOR_YOU, idsOf, openDemo, untilSettled } from './support/demo.ts';
import { heapsOf } from './support/heaps.ts';

const CLICKS = 1000;

// A trace keeps a copy of the page for every click: it would be the leak.
test.use({ trace: 'off' });

test('1,000 clicks: flat tensor count and heap, finite list, and a reload that keeps it', async ({ page }) => {
  test.setTimeout(1_800_000);
  // Without the travelling cards: they are not what is measured.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDemo(page, '?backend=wasm');
  const like = page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / });
  const samples: { click: number; tensors: number; heap: number; workerHeap: number; rankMs: number }[] = [];
  for (let click = 1; click <= CLICKS; click++) {
    await like.click();
    await expectEvents(page, click);
    if (click % 100 !== 0) continue;
    await expect(page.getByTestId('tensors')).not.toHaveText('0');
    const heaps = await heapsOf(page);
    samples.push({
      click,
      tensors: Number(await page.getByTestId('tensors').textContent()),
      heap: heaps.page.heap,
      workerHeap: heaps.worker.heap,
      rankMs: Number(await page.getByTestId('rank-ms').getAttribute('data-value')),
    });
  }
  console.log(JSON.stringify(samples));
  // By the tenth hundred the learning window is at its full size; from the third on nothing may grow but the history.
  const tensors = new Set(samples.map((sample) => sample.tensors));
  expect(tensors.size).toBe(1);
  const [early, late] = [samples[2], samples[samples.length - 1]];
  expect(late.heap).toBeLessThan(early.heap * 1.3 + 4e6);
  expect(late.workerHeap).toBeLessThan(early.workerHeap * 1.3 + 4e6);
  expect(new Set(await idsOf(page, FOR_YOU)).size).toBe(20);

  await expectLearned(page, 500);
  const list = await idsOf(page, FOR_YOU);
  await page.reload();
  await untilSettled(page);
  expect(await idsOf(page, FOR_YOU)).toEqual(list);
});
