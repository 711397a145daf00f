import { type ForwardedRef, forwardRef, type ReactNode, useImperativeHandle, useRef, useState, useSyncExternalStore } from 'react';
import { TasteRail } from '../widget/taste-rail.ts';
import { useItemPortals } from './item-portals.ts';
import { type RecommendationRailProps } from './rail-props.ts';
import { railSettings } from './rail-settings.ts';
import { useProvided } from './recommender-provider.tsx';
import { serverCards, serverHtml } from './server-html.tsx';
import { useCommitEffect } from './use-commit-effect.ts';

const EVENTS = {
  'taste-select': 'onSelect',
  'taste-ready': 'onReady',
  'taste-change': 'onChange',
  'taste-error': 'onError',
  'taste-impression': 'onImpression',
  'taste-consent': 'onConsent',
} as const;

/**
 * `<taste-rail>` in React: of the nearest provider, or with a `bundle` of its own. A server sends it with the initial items
 * in it, and the page goes on with them. With `renderItem` these are the site's own cards, as they look outside of a rail;
 * with children, which go into the element's slots, the server sends no list. The ref is the element.
 */
export const RecommendationRail = forwardRef(function RecommendationRail(props: RecommendationRailProps, ref: ForwardedRef<TasteRail>): ReactNode {
  const { renderItem, children } = props;
  const { attributes, properties, initial } = railSettings(props, useProvided());
  const rail = useRef<TasteRail>(null);
  useImperativeHandle(ref, () => rail.current as TasteRail, []);
  const { place, portals, prune } = useItemPortals(renderItem);
  const latest = useRef(props);
  const fromServer = useSyncExternalStore(never, no, yes);
  // For good: what a server sent is the browser's from then on.
  const [served] = useState(fromServer);
  const declared = served && !renderItem && !children;

  useCommitEffect(() => {
    latest.current = props;
  });
  useCommitEffect(() => {
    // A page may have loaded another copy already, which then serves it.
    if (!customElements.get('taste-rail')) customElements.define('taste-rail', TasteRail);
    const element = rail.current;
    const listening = new AbortController();
    for (const type of Object.keys(EVENTS) as (keyof typeof EVENTS)[]) {
      const hear = (event: Event) => {
        if (event.target !== element) return;
        if (type === 'taste-ready' || type === 'taste-change') prune();
        (latest.current[EVENTS[type]] as ((event: Event) => void) | undefined)?.(event);
      };
      element?.addEventListener(type, hear, { signal: listening.signal });
    }
    return () => listening.abort();
  }, [prune]);
  useCommitEffect(() => {
    if (rail.current) Object.assign(rail.current, properties, { renderItem: renderItem ? place : null }, !declared && initial && { initial });
  });

  if (!declared) {
    return (
      <taste-rail {...attributes} ref={rail} suppressHydrationWarning>
        {children}
        {fromServer && serverCards(props, initial)}
        {portals}
      </taste-rail>
    );
  }
  // Read by the browser's parser, on the way from the server, alone: written by script, a policy of trusted types would refuse it.
  const html = { __html: typeof document === 'undefined' ? serverHtml(props, initial) : '' };
  // oxlint-disable-next-line react/no-danger
  return <taste-rail {...attributes} ref={rail} suppressHydrationWarning dangerouslySetInnerHTML={html} />;
});

const never = () => () => {};
const no = () => false;
const yes = () => true;
