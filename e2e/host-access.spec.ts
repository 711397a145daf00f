/** The rail for everybody: axe in every state and layout, light and dark, forced colours, zoom, little motion, keys. */
import { expect, type Page } from '@playwright/test';
import { expectNoViolations } from './support/accessible.ts';
import { test } from './support/host-server.ts';
import { cardsOf, expectReady, idsOf } from './support/rail-page.ts';

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const layout of ['rail', 'grid', 'list']) {
    test(`axe finds nothing: ${layout}, ${colorScheme}`, async ({ page, host }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(host.address(`/rail/?layout=${layout}&limit=10&consent=ask`));
      await expectNoViolations(page);
      const rail = page.locator('taste-rail');
      await expectReady(rail);
      await expect(rail.getByRole('button', { name: 'Yes' })).toBeVisible();
      await expectNoViolations(page);
      await rail.getByRole('button', { name: 'Yes' }).click();
      await expect(rail.getByRole('button', { name: 'Turn off' })).toBeVisible();
      await expectNoViolations(page);
    });
  }
}

test('axe finds nothing: loading, empty, and when nothing can be loaded', async ({ page, host }) => {
  await page.route('**/bundle.json', () => undefined);
  await page.goto(host.address('/rail/'));
  const rail = page.locator('taste-rail');
  await expect(rail.getByRole('region')).toHaveAttribute('aria-busy', 'true');
  await expectNoViolations(page);
  await page.unrouteAll();
  await page.goto(host.address('/rail/?because'));
  await expect(rail.getByText('Open something you like')).toBeVisible();
  await expectNoViolations(page);
  await page.goto(host.address('/rail/?bundle=/bundles/none/'));
  await expect(rail.getByText('This list could not be loaded.')).toBeVisible();
  await expectNoViolations(page);
});

test('with forced colours everything is still seen', async ({ page, host }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await page.goto(host.address('/rail/?limit=10&consent=ask'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await expect(rail.getByRole('button', { name: 'Next' })).toBeVisible();
  await expectNoViolations(page);
});

for (const [name, width, size] of [['zoomed to 200 %', 640, '100%'], ['with letters twice as large', 640, '200%'], ['on a small phone', 320, '100%']] as const) {
  test(`${name} nothing is cut off, and every target is large enough`, async ({ page, host }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(host.address('/rail/?limit=10&consent=ask'));
    await page.addStyleTag({ content: `html { font-size: ${size} }` });
    const rail = page.locator('taste-rail');
    await expectReady(rail);
    await expect(rail.getByRole('button', { name: 'Yes' })).toBeVisible();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const sizes = await rail.getByRole('button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
    await expectNoViolations(page);
  });
}

test('by keys: one stop for the row, arrows through it, Enter chooses, the focus stays', async ({ page, host }) => {
  await page.goto(host.address('/rail/?limit=10'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await expect(rail.getByRole('button', { name: 'Next' })).toBeVisible();
  const position = () => rail.evaluate(({ shadowRoot }) => shadowRoot?.activeElement?.closest('.card')?.getAttribute('data-position') ?? shadowRoot?.activeElement?.getAttribute('data-go') ?? null);
  const passed: (string | null)[] = [];
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press('Tab');
    passed.push(await position());
  }
  expect(passed).toEqual(['previous', 'next', '0', null]);
  await page.keyboard.press('Shift+Tab');
  for (const key of ['ArrowRight', 'ArrowRight', 'End', 'ArrowLeft']) await page.keyboard.press(key);
  expect(await position()).toBe('8');
  await expect(cardsOf(rail).nth(8)).toBeInViewport({ ratio: 0.9 });
  const chosen = (await idsOf(rail))[8];
  await page.keyboard.press('Enter');
  await expect.poll(() => idsOf(rail)).not.toContain(chosen);
  expect(await position()).toBe('8');
  await expect(rail.getByRole('status')).toHaveText('List updated');
});

test('with little motion cards only fade', async ({ page, host }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(host.address('/rail/?layout=grid&limit=10'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await page.evaluate(() => {
    document.addEventListener('taste-change', ({ target }) => {
      const animations = (target as HTMLElement).shadowRoot?.getAnimations() ?? [];
      Object.assign(window, { fades: animations.map(({ effect }) => Object.keys((effect as KeyframeEffect).getKeyframes()[0])) });
    });
  });
  await cardsOf(rail).first().locator('a').click();
  await expect.poll(() => page.evaluate(() => (window as { fades?: string[][] }).fades?.length ?? 0)).toBeGreaterThan(0);
  const fades = (await page.evaluate(() => (window as { fades?: string[][] }).fades)) ?? [];
  expect(fades.filter((properties) => properties.includes('transform'))).toEqual([]);
});

test('from right to left: the row begins at the right, and its keys and buttons follow', async ({ page, host }) => {
  await page.setViewportSize({ width: 700, height: 700 });
  await page.goto(host.address('/rail/?limit=10&dir=rtl&lang=zh&item-url=/films/{id}'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await expect(rail.getByRole('heading')).toHaveText('为你推荐');
  const [first, second] = await Promise.all([cardsOf(rail).nth(0).boundingBox(), cardsOf(rail).nth(1).boundingBox()]);
  expect(first?.x).toBeGreaterThan(second?.x ?? Infinity);
  await rail.getByRole('button', { name: '下一组' }).click();
  await expect.poll(async () => (await cardsOf(rail).nth(0).boundingBox())?.x).toBeGreaterThan(first?.x ?? Infinity);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
});

test('sites give the words', async ({ page, host }) => {
  await page.goto(host.address('/rail/?limit=4'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await rail.evaluate((element) => Object.assign(element, { texts: { lang: 'nl', forYou: 'Voor jou', next: 'Volgende' } }));
  await expect(rail.getByRole('heading')).toHaveText('Voor jou');
});

for (const face of ["Georgia, 'Times New Roman', serif", 'monospace']) {
  test(`titles stay on their covers, set in ${face}`, async ({ page, host }) => {
    await page.goto(host.address('/rail/?layout=grid&limit=20'));
    await page.addStyleTag({ content: `taste-rail { --taste-display: ${face} }` });
    const rail = page.locator('taste-rail');
    await expectReady(rail);
    // Another list, drawn in that face.
    await rail.evaluate((element) => element.setAttribute('limit', '19'));
    await expect(cardsOf(rail)).toHaveCount(19);
    const outside = await rail.locator('svg[part=art]').evaluateAll((covers) =>
      covers.flatMap((cover) => {
        const { left, right } = cover.getBoundingClientRect();
        return [...cover.querySelectorAll('.art-title tspan')].filter((line) => line.getBoundingClientRect().right > right || line.getBoundingClientRect().left < left).map(({ textContent }) => textContent);
      }),
    );
    expect(outside).toEqual([]);
  });
}

// It once scrolled to the card that took the focus, from where that card began its way.
for (const layout of ['rail', 'grid']) {
  test(`a click moves the list, and not what one looks at: ${layout}`, async ({ page, host }) => {
    await page.setViewportSize({ width: 1100, height: 700 });
    await page.goto(host.address(`/rail/?layout=${layout}&limit=20`));
    const rail = page.locator('taste-rail');
    await expectReady(rail);
    const places = () => rail.evaluate((element) => [element.shadowRoot?.querySelector('.viewport')?.scrollLeft, scrollY]);
    const before = await places();
    for (const place of [2, 4, 1]) {
      const shown = await idsOf(rail);
      await cardsOf(rail).nth(place).click();
      await expect.poll(() => idsOf(rail)).not.toEqual(shown);
      // Longer than the cards are on their way.
      await page.waitForTimeout(700);
      expect(await places()).toEqual(before);
      const focused = await rail.evaluate((element) => element.shadowRoot?.activeElement?.getBoundingClientRect().x);
      expect(focused).toBeGreaterThanOrEqual(0);
      expect(focused).toBeLessThan(1100);
    }
  });
}
