/** The element in a real browser, with the real engine on the movies. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { popularItems } from '../client/popular-items.ts';
import { type OptionError } from '../errors.ts';
import { type Item } from '../types.ts';
import { TasteRail } from './define.ts';
import { type TasteErrorEvent, type TasteListDetail, type TasteSelectDetail } from './events.ts';
import { railHtml } from './rail-html.ts';

const BUNDLE = '/bundles/movies/';
/** The machine may be doing other things. */
const PATIENCE = { timeout: 20_000 };
let namespaces = 0;
let namespace = '';

beforeEach(() => {
  namespace = `rail-${Date.now()}-${namespaces++}`;
});
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.lang = '';
});

function make(attributes: Record<string, string> = {}, properties: Partial<TasteRail> = {}): TasteRail {
  const rail = document.createElement('taste-rail');
  for (const [name, value] of Object.entries({ bundle: BUNDLE, namespace, eager: '', ...attributes })) rail.setAttribute(name, value);
  return Object.assign(rail, properties);
}
async function show(attributes: Record<string, string> = {}, properties: Partial<TasteRail> = {}): Promise<TasteRail> {
  const rail = make(attributes, properties);
  const ready = heard<CustomEvent<TasteListDetail>>(rail, 'taste-ready');
  document.body.append(rail);
  await ready;
  return rail;
}
function heard<E extends Event>(rail: EventTarget, type: string): Promise<E> {
  return new Promise((resolve) => rail.addEventListener(type, (event) => resolve(event as E), { once: true }));
}
function inside(rail: TasteRail, selector: string): HTMLElement {
  const found = rail.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
}
function all(rail: TasteRail, selector: string): HTMLElement[] {
  return [...(rail.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}
const cards = (rail: TasteRail) => all(rail, '.cards > [part~="item"]');
const idsOf = (rail: TasteRail) => cards(rail).map(({ dataset }) => dataset.itemId ?? '');
const history = async (rail: TasteRail) => (await rail.recommender?.history.list()) ?? [];

describe('a rail', () => {
  it('holds the place of its list, then shows it', async () => {
    const rail = make({ 'item-url': '#{id}' });
    document.body.append(rail);
    await Promise.resolve();
    expect(rail.status).toBe('loading');
    expect(rail.matches(':state(loading)')).toBe(true);
    expect(all(rail, '.skeleton')).toHaveLength(20);
    const { height } = rail.getBoundingClientRect();
    const { detail } = await heard<CustomEvent<TasteListDetail>>(rail, 'taste-ready');
    expect(detail).toMatchObject({ source: 'engine', ranking: { surface: 'for-you' } });
    expect(rail.getBoundingClientRect().height).toBe(height);
    expect(rail.matches(':state(ready)')).toBe(true);
    expect(idsOf(rail)).toEqual(detail.items.map(({ id }) => id));
    expect(inside(rail, '[part="heading"]').textContent).toBe('For you');
    expect(inside(rail, '[part="link"]').getAttribute('href')).toBe(`#${detail.items[0].id}`);
    expect(inside(rail, '[part="title"]').textContent).not.toBe('');
    expect(all(rail, 'svg[part="art"]')).toHaveLength(20);
    expect(all(rail, '[style]')).toEqual([]);
  });

  it.each(['grid', 'list'])('keeps its size as a %s', async (layout) => {
    const rail = make({ layout, limit: '7' });
    document.body.append(rail);
    await Promise.resolve();
    const { height } = rail.getBoundingClientRect();
    await heard(rail, 'taste-ready');
    expect(rail.getBoundingClientRect().height).toBe(height);
    expect(cards(rail)).toHaveLength(7);
  });

  it('follows its attributes and properties', async () => {
    const rail = await show({ limit: '5' });
    expect(rail.limit).toBe(5);
    const first = idsOf(rail);
    rail.limit = 3;
    await heard(rail, 'taste-change');
    expect(idsOf(rail)).toEqual(first.slice(0, 3));
    rail.exclude = [first[0]];
    await heard(rail, 'taste-change');
    expect(idsOf(rail)).not.toContain(first[0]);
    rail.exclude = null;
    rail.filter = ({ genres }) => genres.includes('Comedy');
    await heard(rail, 'taste-change');
    expect(rail.items.every(({ genres }) => genres.includes('Comedy'))).toBe(true);
    expect(rail.items).toHaveLength(3);
    rail.heading = 'Laughs';
    await Promise.resolve();
    await Promise.resolve();
    expect(inside(rail, '[part="heading"]').textContent).toBe('Laughs');
  });

  it('a click is told, recorded with what stood beside it, and one new list follows; cards that stay are the same', async () => {
    const rail = await show();
    await expect.poll(() => inside(rail, '.navigation').className, PATIENCE).toBe('navigation');
    const before = new Map(cards(rail).map((card) => [card.dataset.itemId, card]));
    const told = heard<CustomEvent<TasteSelectDetail>>(document, 'taste-select');
    const changed = heard(rail, 'taste-change');
    const link = all(rail, '[part="link"]')[2];
    link.focus();
    link.click();
    const { detail } = await told;
    expect(detail).toMatchObject({ position: 2, surface: 'for-you', rankingId: rail.ranking?.id });
    expect(detail.originalEvent).toBeInstanceOf(MouseEvent);
    const chosen = detail.item.id;
    await changed;
    expect(idsOf(rail)).not.toContain(chosen);
    for (const card of cards(rail)) if (before.has(card.dataset.itemId)) expect(before.get(card.dataset.itemId)).toBe(card);
    // The focus stays where it was: with what stands there now.
    expect(rail.shadowRoot?.activeElement?.closest<HTMLElement>('.card')?.dataset.position).toBe('2');
    expect(inside(rail, '[role="status"]').textContent).toBe('List updated');
    expect(await history(rail)).toMatchObject([{ itemId: chosen, type: 'click', position: 2, surface: 'for-you' }]);
  });

  it('a prevented choice is not recorded', async () => {
    const rail = await show();
    rail.addEventListener('taste-select', (event) => event.preventDefault());
    inside(rail, '[part="link"]').click();
    expect(await history(rail)).toEqual([]);
  });

  it('a middle click chooses, too; the right button does not', async () => {
    const rail = await show({ 'item-url': '#{id}' });
    const positions: number[] = [];
    rail.addEventListener('taste-select', (event) => {
      event.preventDefault();
      positions.push(event.detail.position);
    });
    for (const button of [1, 2]) all(rail, '[part="link"]')[button].dispatchEvent(new MouseEvent('auxclick', { button, bubbles: true, composed: true }));
    expect(positions).toEqual([1]);
  });

  it('tells of what was in view for a second, once', async () => {
    const rail = make({ limit: '3', layout: 'list' });
    const seen: string[] = [];
    rail.addEventListener('taste-impression', ({ detail }) => seen.push(`${detail.item.id} ${detail.position} ${detail.surface}`));
    document.body.append(rail);
    await heard(rail, 'taste-ready');
    expect(seen).toEqual([]);
    await expect.poll(() => seen.toSorted(), PATIENCE).toEqual(rail.items.map(({ id }, at) => `${id} ${at} for-you`).toSorted());
    // Drawn anew, it is still the list that was seen.
    rail.heading = 'Again';
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(seen).toHaveLength(3);
  });
});

describe('faults', () => {
  it('an attribute that is wrong is named, and the list is there', async () => {
    const rail = make({ limit: 'many' });
    const told = heard<TasteErrorEvent>(document, 'taste-error');
    document.body.append(rail);
    const { detail } = await told;
    expect(detail.error).toMatchObject({ code: 'OPTION', option: 'limit', message: 'limit: expected a whole number from 1 to 1000, got "many"' } satisfies Partial<OptionError>);
    await heard(rail, 'taste-ready');
    expect(cards(rail)).toHaveLength(20);
    expect(rail.error).toBe(detail.error);
  });

  it('without an engine there is the popular list', async () => {
    const rail = make({ limit: '6' }, { worker: () => { throw new Error('no worker here'); } });
    const told = heard<TasteErrorEvent>(rail, 'taste-error');
    const ready = heard<CustomEvent<TasteListDetail>>(rail, 'taste-ready');
    document.body.append(rail);
    expect((await told).detail.error.message).toBe('no worker here');
    expect((await ready).detail).toMatchObject({ source: 'popular', ranking: null });
    expect(idsOf(rail)).toEqual((await popularItems(BUNDLE, { limit: 6 })).map(({ id }) => id));
    expect(inside(rail, '[part="heading"]').textContent).toBe('Popular');
    expect(rail.matches(':state(popular)')).toBe(true);
  });

  it('without a bundle there is a sentence, as high as the list; what the page wrote goes before it', async () => {
    const rail = make({ bundle: '/bundles/none/' });
    document.body.append(rail);
    await Promise.resolve();
    const { height } = rail.getBoundingClientRect();
    await expect.poll(() => rail.status, PATIENCE).toBe('error');
    expect(inside(rail, '[part="message"]').textContent).toBe('This list could not be loaded.');
    expect(rail.getBoundingClientRect().height).toBe(height);
    expect(rail.error).toMatchObject({ code: 'BUNDLE' });

    const own = document.createElement('p');
    own.textContent = 'Our favourites';
    rail.append(own);
    expect(own.checkVisibility()).toBe(true);
    expect(own.getBoundingClientRect().height).toBeGreaterThan(0);
    expect(inside(rail, '[part="message"]').checkVisibility()).toBe(false);
  });

  it('no bundle at all is told; given later, it works', async () => {
    const rail = document.createElement('taste-rail');
    const told = heard<TasteErrorEvent>(rail, 'taste-error');
    document.body.append(rail);
    expect((await told).detail.error).toMatchObject({ option: 'bundle' });
    expect(rail.status).toBe('error');
    Object.assign(rail, { bundle: BUNDLE, namespace, eager: true });
    await heard(rail, 'taste-ready');
    expect(rail.status).toBe('ready');
  });

  it('an item the bundle does not have leaves the popular list', async () => {
    const rail = make({ item: 'no such film', limit: '4' });
    const ready = heard<CustomEvent<TasteListDetail>>(rail, 'taste-ready');
    document.body.append(rail);
    expect((await ready).detail.source).toBe('popular');
    expect(rail.error?.message).toContain('no such film');
  });

  it('an image that does not arrive gives way to the cover', async () => {
    const initial: Item[] = [{ id: '1', title: 'Heat', genres: [], year: 1995, extra: { image: '/none.png' } }];
    const rail = make({ bundle: '/bundles/none/' }, { initial });
    document.body.append(rail);
    await expect.poll(() => all(rail, 'svg[part="art"]').length, PATIENCE).toBe(1);
    expect(all(rail, 'img')).toEqual([]);
  });
});

describe('the life of a rail', () => {
  it('takes over what was set on it before it was defined', async () => {
    // In a document without a window elements are not defined.
    const early = new DOMParser().parseFromString('<taste-rail eager></taste-rail>', 'text/html').querySelector('taste-rail') as TasteRail;
    expect(early).not.toBeInstanceOf(TasteRail);
    Object.assign(early, { bundle: BUNDLE, namespace, limit: 4, filter: ({ genres }: Item) => genres.includes('Drama') });
    const ready = heard(early, 'taste-ready');
    document.body.append(early);
    expect(early).toBeInstanceOf(TasteRail);
    expect(early.getAttribute('limit')).toBe('4');
    await ready;
    expect(early.items).toHaveLength(4);
    expect(early.items.every(({ genres }) => genres.includes('Drama'))).toBe(true);
  });

  it('moved, or taken out and put in again, it goes on with the same engine and the same cards', async () => {
    const rail = await show();
    const { recommender } = rail;
    const [first] = cards(rail);
    const other = document.createElement('div');
    document.body.append(other);
    other.append(rail);
    await Promise.resolve();
    expect(rail.recommender).toBe(recommender);
    rail.remove();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(rail.recommender).toBeNull();
    document.body.append(rail);
    await expect.poll(() => rail.recommender, PATIENCE).toBe(recommender);
    await expect.poll(() => cards(rail)[0], PATIENCE).toBe(first);
    const changed = heard(rail, 'taste-change');
    inside(rail, '[part="link"]').click();
    await changed;
  });

  it('many share one engine, and one shows nothing that another does', async () => {
    const one = make({ limit: '6' });
    const two = make({ limit: '6', surface: 'aside', 'exclude-surface': 'for-you' });
    const ready = Promise.all([heard(one, 'taste-ready'), heard(two, 'taste-ready')]);
    document.body.append(one, two);
    await ready;
    expect(one.recommender).toBe(two.recommender);
    expect(idsOf(two).filter((id) => idsOf(one).includes(id))).toEqual([]);
    // What the test before announced keeps the page quiet for a second.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const changed = Promise.all([heard(one, 'taste-change'), heard(two, 'taste-change')]);
    inside(one, '[part="link"]').click();
    await changed;
    expect(idsOf(two).filter((id) => idsOf(one).includes(id))).toEqual([]);
    // A screen reader is told once.
    expect([one, two].filter((rail) => inside(rail, '[role="status"]').textContent !== '')).toHaveLength(1);
  });

  it('one that is far down the page starts when it comes near', async () => {
    const rail = make();
    rail.removeAttribute('eager');
    const space = document.createElement('div');
    space.style.height = '500vh';
    document.body.append(space, rail);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(rail.recommender).toBeNull();
    expect(rail.status).toBe('loading');
    const ready = heard(rail, 'taste-ready');
    space.remove();
    await ready;
  });

  it('goes on with the list a server sent, its very nodes', async () => {
    const items = await popularItems(BUNDLE, { limit: 8 });
    const page = document.createElement('div');
    (page as HTMLElement & { setHTMLUnsafe(html: string): void }).setHTMLUnsafe(railHtml({ items, itemUrl: '#{id}', attributes: { bundle: BUNDLE, namespace, limit: 8, eager: true } }));
    const rail = page.querySelector('taste-rail') as TasteRail;
    const ready = heard(rail, 'taste-ready');
    document.body.append(page);
    const sent = new Map(cards(rail).map((card) => [card.dataset.itemId, card]));
    expect(sent.size).toBe(8);
    expect(all(rail, 'style')).toEqual([]);
    await Promise.resolve();
    expect(cards(rail)).toHaveLength(8);
    expect(inside(rail, '[part="facts"]').textContent).not.toBe('');
    await ready;
    expect(cards(rail).some((card) => sent.get(card.dataset.itemId) === card)).toBe(true);
    expect(inside(rail, '[part="heading"]').textContent).toBe('For you');
  });

  it('shows what it is given until there is a list', async () => {
    const initial = (await popularItems(BUNDLE, { limit: 30 })).slice(20);
    const rail = make({ limit: '5' }, { initial });
    const ready = heard(rail, 'taste-ready');
    document.body.append(rail);
    await Promise.resolve();
    expect(idsOf(rail)).toEqual(initial.slice(0, 5).map(({ id }) => id));
    await ready;
    expect(idsOf(rail)).not.toEqual(initial.slice(0, 5).map(({ id }) => id));
  });

  it('a recommender of the page’s own is not closed', async () => {
    const { createRecommender } = await import('../client/create-recommender.ts');
    const recommender = createRecommender({ bundle: BUNDLE, backend: 'wasm', namespace });
    const rail = document.createElement('taste-rail');
    Object.assign(rail, { recommender, limit: 4, eager: true });
    const ready = heard(rail, 'taste-ready');
    document.body.append(rail);
    await ready;
    expect(rail.recommender).toBe(recommender);
    rail.remove();
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(recommender.getState().status).toBe('ready');
    await recommender.close();
  });
});

describe('by keyboard', () => {
  const focused = (rail: TasteRail) => rail.shadowRoot?.activeElement?.closest<HTMLElement>('.card')?.dataset.position;
  const press = (rail: TasteRail, key: string) => rail.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

  it.each([
    ['ltr', 'ArrowRight', 'ArrowLeft'],
    ['rtl', 'ArrowLeft', 'ArrowRight'],
  ])('a row is one stop, and arrows go through it: %s', async (dir, ahead, back) => {
    const rail = make();
    rail.dir = dir;
    const ready = heard(rail, 'taste-ready');
    document.body.append(rail);
    await ready;
    const stops = () => all(rail, '[part="link"]').filter(({ tabIndex }) => tabIndex === 0);
    expect(stops()).toHaveLength(1);
    stops()[0].focus();
    for (const [key, at] of [[ahead, '1'], [ahead, '2'], [back, '1'], ['End', '19'], [ahead, '19'], ['Home', '0'], [back, '0']]) {
      press(rail, key);
      expect(focused(rail)).toBe(at);
      expect(stops()).toEqual([rail.shadowRoot?.activeElement]);
    }
  });

  it('buttons turn the row, and say where it ends', async () => {
    const rail = await show();
    rail.style.width = '600px';
    const [previous, next] = ['previous', 'next'].map((part) => inside(rail, `[part~="${part}"]`));
    await expect.poll(() => next.ariaDisabled, PATIENCE).toBe('false');
    expect(previous.ariaDisabled).toBe('true');
    const viewport = inside(rail, '.viewport');
    for (let turns = 0; next.ariaDisabled === 'false'; turns++) {
      expect(turns).toBeLessThan(20);
      const from = viewport.scrollLeft;
      const ended = heard(viewport, 'scrollend');
      next.click();
      await ended;
      expect(viewport.scrollLeft).toBeGreaterThan(from);
    }
    expect(previous.ariaDisabled).toBe('false');
    for (const button of [previous, next]) {
      const { width, height } = button.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
  });

  it('where nothing is out of view there are no buttons', async () => {
    const rail = await show({ limit: '2' });
    rail.style.width = '800px';
    await expect.poll(() => inside(rail, '.navigation').checkVisibility({ visibilityProperty: true }), PATIENCE).toBe(false);
  });

  it('a row stays where it was turned to, when its list is another', async () => {
    const rail = await show();
    rail.style.width = '600px';
    const viewport = inside(rail, '.viewport');
    viewport.scrollTo({ left: 720, behavior: 'instant' });
    const at = viewport.scrollLeft;
    const changed = heard(rail, 'taste-change');
    await rail.recommender?.record({ item: rail.items[4].id, type: 'like' });
    await changed;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(Math.abs(viewport.scrollLeft - at)).toBeLessThan(100);
  });
});

describe('cards of the site', () => {
  const draw = (item: Item) => {
    const card = document.createElement('article');
    const link = document.createElement('a');
    link.href = `#${item.id}`;
    link.textContent = item.title;
    const button = document.createElement('button');
    button.textContent = 'Add to cart';
    card.append(link, button);
    return card;
  };

  it('are children of the element, drawn once, and choose by their links', async () => {
    let drawn = 0;
    const rail = await show({ limit: '5' }, { renderItem: (item) => (drawn++, draw(item)) });
    expect(drawn).toBe(5);
    expect(rail.querySelectorAll('article')).toHaveLength(5);
    expect(cards(rail)[0].querySelector('slot')?.assignedElements()[0].textContent).toContain(rail.items[0].title);
    const chosen: string[] = [];
    rail.addEventListener('taste-select', ({ detail }) => chosen.push(detail.item.id));
    rail.querySelector<HTMLElement>('button')?.click();
    expect(chosen).toEqual([]);
    const before = idsOf(rail);
    const [first] = before;
    const changed = heard(rail, 'taste-change');
    rail.querySelector<HTMLElement>('a')?.click();
    expect(chosen).toEqual([first]);
    await changed;
    expect(rail.querySelectorAll('article')).toHaveLength(5);
    expect(drawn).toBe(5 + idsOf(rail).filter((id) => !before.includes(id)).length);
    rail.renderItem = null;
    await Promise.resolve();
    expect(rail.querySelectorAll('article')).toHaveLength(0);
    expect(all(rail, '[part="link"]')).toHaveLength(5);
  });

  it('one that cannot be drawn gives way to the usual one, and is told of', async () => {
    const errors: string[] = [];
    const renderItem = (item: Item) => {
      if (item === undefined || Number(item.id) % 2 === 0) throw new Error('not even');
      return draw(item);
    };
    const rail = make({ limit: '8' }, { renderItem });
    rail.addEventListener('taste-error', ({ detail }) => errors.push(detail.error.message));
    const ready = heard(rail, 'taste-ready');
    document.body.append(rail);
    await ready;
    const even = rail.items.filter(({ id }) => Number(id) % 2 === 0).length;
    expect(all(rail, '[part="link"]')).toHaveLength(even);
    expect(errors).toEqual(even > 0 ? ['not even'] : []);
  });
});

describe('consent', () => {
  const row = (rail: TasteRail, part: string) => inside(rail, `[part="${part}"]`);
  const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true });

  it('is asked for in a row of its own, and nothing is kept before the answer', async () => {
    const rail = make({ consent: 'ask' });
    document.body.append(rail);
    await Promise.resolve();
    const { height } = rail.getBoundingClientRect();
    await heard(rail, 'taste-ready');
    await expect.poll(() => isSeen(row(rail, 'consent-question')), PATIENCE).toBe(true);
    expect(rail.getBoundingClientRect().height).toBe(height);
    inside(rail, '[part="link"]').click();
    expect(await history(rail)).toEqual([]);

    const answered = heard<CustomEvent<{ consent: string }>>(rail, 'taste-consent');
    const yes = row(rail, 'consent-question').querySelector<HTMLElement>('[data-consent="granted"]');
    yes?.focus();
    yes?.click();
    expect((await answered).detail.consent).toBe('granted');
    await expect.poll(() => isSeen(row(rail, 'consent-answer')), PATIENCE).toBe(true);
    expect(isSeen(row(rail, 'consent-question'))).toBe(false);
    expect(row(rail, 'consent-answer').textContent).toContain('Personalised on this device');
    await expect.poll(() => rail.shadowRoot?.activeElement?.textContent, PATIENCE).toBe('Turn off');
    expect(rail.getBoundingClientRect().height).toBe(height);

    const changed = heard(rail, 'taste-change');
    inside(rail, '[part="link"]').click();
    await changed;
    expect(await history(rail)).toHaveLength(1);
  });

  it('asked for in one place, it holds for every rail of the page', async () => {
    const plain = make({ limit: '3', surface: 'aside' });
    const asking = make({ limit: '3', consent: 'ask' });
    const ready = Promise.all([heard(plain, 'taste-ready'), heard(asking, 'taste-ready')]);
    document.body.append(plain, asking);
    await ready;
    expect(plain.recommender).toBe(asking.recommender);
    expect([plain.error, asking.error]).toEqual([null, null]);
    inside(plain, '[part="link"]').click();
    expect(await history(plain)).toEqual([]);
  });

  it('is answered by a site’s own buttons in the slot, too', async () => {
    const rail = make({ consent: 'ask' });
    const button = document.createElement('button');
    Object.assign(button, { slot: 'consent', textContent: 'No thanks' });
    button.dataset.consent = 'off';
    rail.append(button);
    const ready = heard(rail, 'taste-ready');
    document.body.append(rail);
    await ready;
    const answered = heard<CustomEvent<{ consent: string }>>(rail, 'taste-consent');
    button.click();
    expect((await answered).detail.consent).toBe('off');
  });
});

describe('words', () => {
  it('are of the nearest language', async () => {
    document.documentElement.lang = 'zh-CN';
    const rail = await show({ limit: '3' });
    expect(inside(rail, '[part="heading"]').textContent).toBe('为你推荐');
    rail.setAttribute('locale', 'en');
    await Promise.resolve();
    expect(inside(rail, '[part="heading"]').textContent).toBe('For you');
    rail.texts = { forYou: 'Voor jou' };
    await Promise.resolve();
    expect(inside(rail, '[part="heading"]').textContent).toBe('Voor jou');
  });

  it('name what a list follows from', async () => {
    const rail = make({ because: '', limit: '4' });
    document.body.append(rail);
    await expect.poll(() => rail.status, PATIENCE).toBe('empty');
    expect(inside(rail, '[part="message"]').textContent).toContain('Open something you like');
    await rail.recommender?.record({ item: '1214', type: 'like' });
    await expect.poll(() => rail.status, PATIENCE).toBe('ready');
    expect(inside(rail, '[part="heading"]').textContent).toBe('Because you liked Alien');
    expect(rail.ranking?.surface).toBe('because');
    expect(cards(rail)).toHaveLength(4);
  });
});
