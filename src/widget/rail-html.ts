import { OptionError } from '../errors.ts';
import { type Item } from '../types.ts';
import { coverView } from './cover-view.ts';
import { type Layout, LAYOUTS } from './rail-settings.ts';
import { railCss } from './rail-css.ts';
import { railView } from './rail-view.ts';
import { chooseTexts } from './texts/choose-texts.ts';
import { type RailTexts } from './texts/rail-texts.ts';
import { h } from './tree.ts';
import { attributesHtml, treeHtml } from './tree-html.ts';

export interface RailHtmlOptions {
  /** What stands in the list until the visitor's own is there, such as `popularItems()` gives. Empty: the places of `limit` cards. */
  items: readonly Item[];
  /** The heading. Default: "Popular", in the language of `locale`. */
  heading?: string;
  /** Default `rail`. */
  layout?: Layout;
  /** The language of the element's own words. Default English. */
  locale?: string;
  texts?: Partial<RailTexts>;
  /** How many cards to hold the place for where there are no items. Default 20. */
  limit?: number;
  /** The address of an item's page where the catalogue has no `url`; `{id}` in it stands for the id. */
  itemUrl?: string;
  /** Attributes of the element itself: `bundle`, `surface`, … Those that options above stand for are added. */
  attributes?: Readonly<Record<string, string | number | boolean>>;
  /**
   * How the styles reach the page before its script does: `href` of a file that holds `railCss`, or in place, under the
   * `nonce` of the page's policy if it has one. Default: in place.
   */
  style?: { href: string } | { nonce?: string };
  /** HTML that stands in the element where it is never defined, such as links of the site's own. It goes in as it is. */
  fallbackHtml?: string;
}

/**
 * The element as HTML for a server to send, with its list inside (declarative shadow DOM): it is seen before any script
 * runs, and without one; where the element is defined, it goes on with the very nodes.
 * @throws OptionError for a layout that is none
 */
export function railHtml(options: RailHtmlOptions): string {
  const { items, layout = 'rail', locale, texts: own, limit = 20, itemUrl = null, attributes = {}, style = {}, fallbackHtml = '' } = options;
  if (!LAYOUTS.includes(layout)) throw new OptionError('layout', `expected one of ${LAYOUTS.join(', ')}, got ${JSON.stringify(layout)}`);
  const texts = chooseTexts([locale], own);
  const heading = options.heading ?? texts.popular;
  const tree = railView({
    view: {
      status: items.length > 0 ? 'ready' : 'loading',
      layout,
      texts,
      heading,
      name: heading || texts.popular,
      items,
      limit,
      itemUrl,
      answer: attributes.consent === 'ask' ? 'unknown' : null,
      hidden: null,
      tabStop: null,
      said: '',
      rtl: false,
      because: false,
      // The reader's face is not known here: room for one wider than most.
      cover: (item) => coverView(item, 1.15),
      broken: new Set(),
      own: new Set(),
    },
  });
  const styles = 'href' in style ? h('link', { rel: 'stylesheet', href: style.href }) : h('style', { nonce: style.nonce }, [railCss]);
  const host = h('taste-rail', { ...attributes, layout: layout === 'rail' ? undefined : layout, locale, heading: options.heading, 'item-url': options.itemUrl });
  return `<taste-rail${attributesHtml(host.attributes)}><template shadowrootmode="open">${treeHtml(styles)}${treeHtml(tree)}</template>${fallbackHtml}</taste-rail>`;
}

