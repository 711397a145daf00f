/** A thousand clicks: nothing leaks, nothing slows down, nothing runs off. */
import { expect, type Page, test } from '@playwright/test';
import { expectEvents, expectLearned, FOR_YOU, idsOf, openDemo, untilSettled } from './support/demo.ts';

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
    samples.push({
      click,
      tensors: Number(await page.getByTestId('tensors').textContent()),
      ...(await heaps(page)),
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

/** Live JavaScript heap after garbage collection, of the page and of the worker, in bytes. */
async function heaps(page: Page): Promise<{ heap: number; workerHeap: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { heap: usedSize, workerHeap: await workerHeap(page) };
}

/** The worker speaks the same protocol, through a session of its own. */
async function workerHeap(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await page.context().newCDPSession(page);
  const used = new Promise<number>((resolve) => {
    let next = 1;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type !== 'worker') return;
      const send = (method: string) => void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: next++, method }) });
      send('HeapProfiler.collectGarbage');
      send('Runtime.getHeapUsage');
    });
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { result } = JSON.parse(message) as { result?: { usedSize?: number } };
      if (result?.usedSize !== undefined) resolve(result.usedSize);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const bytes = await used;
  await session.detach();
  return bytes;
}
