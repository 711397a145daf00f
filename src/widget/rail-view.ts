/** The element's markup, as trees: one description for the page and for servers. */
import { titleOf } from '../covers/titles.ts';
import { type Item } from '../types.ts';
import { type Layout } from './rail-settings.ts';
import { safeUrl } from './safe-url.ts';
import { type RailTexts } from './texts/rail-texts.ts';
import { type Child, h, type Tree } from './tree.ts';

export type RailStatus = 'loading' | 'ready' | 'empty' | 'error';
export type ListSource = 'engine' | 'popular' | 'initial';
/** Where the visitor stands with the question whether their list may be personal. `unknown`: it is not read yet. */
export type Answer = 'unknown' | 'unanswered' | 'granted' | 'session-only' | 'off';

export interface RailView {
  status: RailStatus;
  layout: Layout;
  texts: RailTexts;
  /** Empty: none. */
  heading: string;
  /** What the rail is called where it has no heading. */
  name: string;
  items: readonly Item[];
  /** How many cards to hold the place for. */
  limit: number;
  /** Where the address of an item's page comes from, if the catalogue has no `url`. */
  itemUrl: string | null;
  /** Null where the site does not ask. */
  answer: Answer | null;
  /** What the list, if it is a row, leaves unseen; null where all of it is in view. */
  hidden: { before: boolean; after: boolean } | null;
  /** The card that Tab comes to, in a row. */
  tabStop: string | null;
  /** What a screen reader is told; empty when nothing is new. */
  said: string;
  /** Runs from right to left. */
  rtl: boolean;
  /** The sentence for an empty list that follows from what the visitor took. */
  because: boolean;
  /** Draws a cover; null while its code is not there. */
  cover: ((item: Item) => Tree) | null;
  /** Ids of items whose image did not arrive. */
  broken: ReadonlySet<string>;
  /** Ids of items that the page draws, as children of the element. */
  own: ReadonlySet<string>;
}

export function railView({ view }: { view: RailView }): Tree {
  const { status, layout, texts, heading, rtl, answer } = view;
  const row = layout === 'rail';
  return h(
    'section',
    {
      part: 'rail',
      class: `root ${layout} ${status}${rtl ? ' rtl' : ''}${view.because ? ' because' : ''}`,
      role: 'region',
      'aria-roledescription': row && texts.carousel,
      // A heading in the slot counts as well.
      'aria-labelledby': 'heading',
      'aria-label': view.name,
      'aria-busy': status === 'loading' && 'true',
    },
    [
      h('header', { part: 'header', class: 'header' }, [
        h('div', { part: 'title-slot', id: 'heading', class: 'heading-box' }, [
          h('slot', { name: 'heading' }, [heading !== '' && h('h2', { part: 'heading', class: 'heading' }, [heading])]),
        ]),
        row && navigation(view),
      ]),
      h('div', { part: 'viewport', class: 'viewport' }, [
        status === 'loading' && h('slot', { name: 'loading' }, [skeletons(view)]),
        status === 'ready' && h('ul', { part: 'list', class: 'cards', role: 'list' }, view.items.map((item, position) => card(item, position, view))),
        (status === 'empty' || status === 'error') && message(view),
        h('div', { part: 'ghosts', class: 'ghosts', 'aria-hidden': 'true' }, [], { opaque: true }),
      ]),
      answer !== null && consentRow(view, answer),
      h('p', { part: 'status', class: 'unseen', role: 'status', lang: texts.lang }, [view.said]),
    ],
  );
}

function navigation({ texts, hidden }: RailView): Tree {
  const button = (part: string, words: string, can: boolean, d: string) =>
    h('button', { part: `button ${part}`, class: 'arrow', type: 'button', 'data-go': part, 'aria-label': words, 'aria-disabled': can ? 'false' : 'true' }, [
      h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' }, [h('path', { d })]),
    ]);
  // Its place is kept: that a list turned out longer than the page is wide moves nothing.
  return h('div', { part: 'navigation', class: `navigation${hidden ? '' : ' away'}`, lang: texts.lang }, [
    button('previous', texts.previous, hidden?.before ?? false, 'M14.5 5.5 8 12l6.5 6.5'),
    button('next', texts.next, hidden?.after ?? false, 'M9.5 5.5 16 12l-6.5 6.5'),
  ]);
}

function card(item: Item, position: number, view: RailView): Tree {
  const { layout, tabStop, own } = view;
  const attributes = { part: 'item', class: 'card', 'data-item-id': item.id, 'data-position': position };
  if (own.has(item.id)) return h('li', { ...attributes, class: 'card own' }, [h('slot', { name: slotOf(item) })]);
  const title = titleOf(item);
  const address = safeUrl(item.extra.url) ?? safeUrl(view.itemUrl?.replaceAll('{id}', encodeURIComponent(item.id)));
  const tabindex = layout === 'rail' && tabStop !== null && tabStop !== item.id ? -1 : null;
  const words = h('span', { part: 'title', class: 'title', dir: 'auto' }, [title]);
  const facts = [item.year === null ? '' : String(item.year), item.genres.slice(0, 2).join(', ')].filter((fact) => fact !== '').join(' · ');
  return h('li', attributes, [
    cover(item, view),
    h('div', { part: 'text', class: 'text' }, [
      address === null
        ? h('button', { part: 'link', class: 'link', type: 'button', tabindex }, [words])
        : h('a', { part: 'link', class: 'link', href: address, tabindex }, [words]),
      h('p', { part: 'facts', class: 'facts', dir: 'auto' }, [facts]),
    ]),
  ]);
}

function cover(item: Item, { cover, broken }: RailView): Tree {
  const image = broken.has(item.id) ? null : safeUrl(item.extra.image);
  const inside = image === null ? cover?.(item) : h('img', { part: 'image', class: 'image', src: image, alt: '', loading: 'lazy', decoding: 'async', draggable: 'false' });
  return h('div', { part: 'cover', class: 'cover' }, [inside]);
}

/** As large as the cards that will stand there. */
function skeletons({ limit }: Pick<RailView, 'limit'>): Tree {
  return h('ul', { part: 'list', class: 'cards', role: 'list', 'aria-hidden': 'true' }, Array.from({ length: limit }, () => skeleton));
}

const skeleton = h('li', { part: 'skeleton', class: 'card skeleton' }, [
  h('div', { class: 'cover' }),
  h('div', { class: 'text' }, [h('p', { class: 'link' }), h('p', { class: 'facts' })]),
]);

/** In the place of the list, and as high. A failure gives way to what the page wrote into the element. */
function message(view: RailView): Tree {
  const { status, texts, because } = view;
  const words = status === 'error' ? texts.error : because ? texts.emptyBecause : texts.empty;
  const sentence = h('p', { part: 'message', class: 'message', lang: texts.lang }, [words]);
  return h('div', { part: 'message-box', class: 'message-box' }, [
    h('slot', { name: status }, [status === 'error' ? h('slot', {}, [sentence]) : sentence]),
    h('div', { class: 'space', 'aria-hidden': 'true' }, [skeletons(view)]),
  ]);
}

/** The question, and in its place the answer: one row, of one height. */
function consentRow({ texts }: RailView, answer: Answer): Tree {
  const button = (consent: string, words: string) => h('button', { part: `consent-button ${consent}`, class: 'choice', type: 'button', 'data-consent': consent }, [words]);
  const asks = answer === 'unanswered';
  const said = answer === 'granted' ? texts.consentOn : answer === 'session-only' ? texts.consentSession : answer === 'off' ? texts.consentOff : '';
  const row = (part: string, shown: boolean, inside: Child[]) => h('div', { part, class: `consent-row${shown ? '' : ' away'}` }, inside);
  return h('div', { part: 'consent', class: 'consent', role: 'group', 'aria-label': texts.consent, lang: texts.lang }, [
    h('slot', { name: 'consent' }, [
      row('consent-question', asks, [h('p', { class: 'consent-text' }, [texts.consentQuestion]), button('granted', texts.consentYes), button('off', texts.consentNo)]),
      row('consent-answer', said !== '', [
        h('p', { class: 'consent-text' }, [said]),
        answer === 'off' ? button('granted', texts.turnOn) : button('off', texts.turnOff),
      ]),
    ]),
  ]);
}

/** The slot of an item that the page draws. */
export function slotOf({ id }: Item): string {
  return `item ${id}`;
}
