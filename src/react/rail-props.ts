/** What `<RecommendationRail>` is told; types only. */
import { type HTMLAttributes, type ReactNode } from 'react';
import { type Item, type RankRules } from '../types.ts';
import { type TasteChangeEvent, type TasteConsentEvent, type TasteErrorEvent, type TasteImpressionEvent, type TasteReadyEvent, type TasteSelectEvent } from '../widget/events.ts';
import { type RailHtmlOptions } from '../widget/rail-html.ts';
import { type Consent, type ItemContext, type Layout } from '../widget/rail-settings.ts';
import { type RailTexts } from '../widget/texts/rail-texts.ts';

/** What any HTML element may be told. */
export type Plain = Omit<HTMLAttributes<HTMLElement>, 'onSelect' | 'onChange' | 'onError' | 'dangerouslySetInnerHTML' | 'suppressHydrationWarning'>;

export interface RecommendationRailProps extends Plain {
  /** URL of the bundle's folder. Default: the provider's. */
  bundle?: string;
  /** Default: the provider's. */
  integrity?: string;
  /** Default: the provider's. */
  namespace?: string;
  /** Default: the provider's. With `ask`, the rail asks. */
  consent?: Consent;
  /** Whether a visitor's Global Privacy Control makes `session-only` of `granted`. Default: the provider's. */
  honourGpc?: boolean;
  /** A name for where the rail stands. Default `for-you`; `related` with `item`, `because` with `because`. */
  surface?: string;
  /** How many items: 1 to 1,000. Default 20. */
  limit?: number;
  /** Default `rail`. */
  layout?: Layout;
  /** The id of an item that the list is to be like. */
  item?: string;
  /** The list is to be like what the visitor took last. */
  because?: boolean;
  /** Ids of items left out. */
  exclude?: readonly string[];
  /** Names of other surfaces of the page: what they show is left out. */
  excludeSurfaces?: readonly string[];
  /** 0 to 1; where the visitor has said it themselves, theirs counts. */
  explore?: number;
  /** Whether an item may appear. */
  filter?: (item: Item) => boolean;
  rules?: RankRules;
  /** The language of the rail's own words. Default: that of the nearest `lang`. */
  locale?: string;
  /** Some of the rail's words, in the site's own. */
  texts?: Partial<RailTexts>;
  /** Default: one of its kind, such as "For you". */
  heading?: string;
  /** The address of an item's page where the catalogue has no `url`; `{id}` in it stands for the id. */
  itemUrl?: string;
  /** Starts at once, wherever on the page it stands, and on devices that asked to save data, too. */
  eager?: boolean;
  /** Makes the engine's worker, for pages that serve it from elsewhere. Default: the provider's. */
  worker?: () => Worker;
  /** What stands until the visitor's own list is there: in the first HTML, and where the engine cannot run. Default: the provider's, for lists that are not like an item. */
  initial?: readonly Item[];
  /** How the styles of a server's HTML pass the page's policy: `{ nonce }`, or `{ href }` of a file with `railCss`. Default: in place. */
  serverStyle?: RailHtmlOptions['style'];
  /** Draws the site's own cards. `position` is where the card stood when it came. */
  renderItem?: (item: Item, context: ItemContext) => ReactNode;
  /** The visitor chose an item; recorded as a click unless `event.preventDefault()` says no. */
  onSelect?: (event: TasteSelectEvent) => void;
  /** The first list is there. */
  onReady?: (event: TasteReadyEvent) => void;
  /** The list is another one. */
  onChange?: (event: TasteChangeEvent) => void;
  /** Something is not as it should be; the rail goes on with what it has. */
  onError?: (event: TasteErrorEvent) => void;
  /** Half of a card was in view for a second. */
  onImpression?: (event: TasteImpressionEvent) => void;
  /** The visitor answered whether their list may be personal. */
  onConsent?: (event: TasteConsentEvent) => void;
}
