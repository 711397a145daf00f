import { type ReactNode } from 'react';
import { type Item } from '../types.ts';
import { railHtml } from '../widget/rail-html.ts';
import { fitting } from './popular-ranking.ts';
import { type RecommendationRailProps } from './rail-props.ts';

/** What a server sends inside of the element: its list, as a declarative shadow root. Without items: their places. */
export function serverHtml(props: RecommendationRailProps, initial: readonly Item[] = []): string {
  const { heading, layout, locale, texts, limit, itemUrl, consent, serverStyle: style } = props;
  const html = railHtml({ items: fitting(initial, props), heading, layout, locale, texts, limit, itemUrl, style, attributes: consent ? { consent } : {} });
  // The element itself is React's.
  return html.slice(html.indexOf('>') + 1, html.lastIndexOf('</taste-rail>'));
}

/** The site's own cards of the initial items: seen until the element takes over. */
export function serverCards(props: RecommendationRailProps, initial: readonly Item[] = []): ReactNode {
  const { renderItem, surface = 'for-you', layout = 'rail', locale = 'en' } = props;
  return renderItem && fitting(initial, props).map((item, position) => <div key={item.id}>{renderItem(item, { position, surface, layout, locale })}</div>);
}
