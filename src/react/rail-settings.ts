import { type Item } from '../types.ts';
import { type RailProperties } from '../widget/rail-settings.ts';
import { type Plain, type RecommendationRailProps } from './rail-props.ts';
import { type Provided } from './recommender-provider.tsx';

export interface ReactRailSettings {
  /** By names and values that mean the same as attributes, which React 18 sets, and as properties, which React 19 sets. */
  attributes: Record<string, unknown>;
  /** What attributes cannot say. */
  properties: RailProperties;
  initial: readonly Item[] | undefined;
}

/** What is not every element's, and children, which have their own way. */
const OWN: Record<Exclude<keyof RecommendationRailProps, keyof Plain> | 'children' | 'className', true> = {
  bundle: true, integrity: true, namespace: true, consent: true, honourGpc: true, surface: true, limit: true, layout: true, item: true,
  because: true, exclude: true, excludeSurfaces: true, explore: true, filter: true, rules: true, locale: true, texts: true,
  heading: true, itemUrl: true, eager: true, worker: true, initial: true, serverStyle: true, renderItem: true, onSelect: true,
  onReady: true, onChange: true, onError: true, onImpression: true, onConsent: true, children: true, className: true,
};

/** What the element is told: of the component's props, and for what they do not say, of the provider. */
export function railSettings(props: RecommendationRailProps, provided: Provided | null): ReactRailSettings {
  const { bundle, integrity, namespace, consent, honourGpc, worker, surface, limit, layout, item, because, explore, locale, heading, itemUrl, eager, className } = props;
  const { exclude = null, excludeSurfaces = null, filter = null, rules = null, texts = null } = props;
  // A rail with a bundle of its own has nothing to do with the provider.
  const source = bundle === undefined ? provided?.host.source : undefined;
  const shared = source && 'options' in source ? source.options : undefined;
  const likeItem = item !== undefined || because === true;
  return {
    attributes: {
      ...Object.fromEntries(Object.entries(props).filter(([name]) => !(name in OWN))),
      class: className,
      bundle: bundle ?? shared?.bundle,
      integrity: integrity ?? shared?.integrity,
      namespace: namespace ?? shared?.namespace,
      consent: consent ?? shared?.consent,
      'honour-gpc': (honourGpc ?? shared?.honourGpc) ? 'true' : undefined,
      surface,
      limit,
      layout,
      item,
      because: because ? 'true' : undefined,
      explore,
      locale,
      heading,
      'item-url': itemUrl,
      eager: eager ? 'true' : undefined,
    },
    properties: {
      exclude,
      excludeSurface: excludeSurfaces,
      filter,
      rules,
      texts,
      worker: worker ?? shared?.worker ?? null,
      recommender: source && 'recommender' in source ? source.recommender : null,
    },
    initial: props.initial ?? (likeItem || !source ? undefined : provided?.initial),
  };
}
