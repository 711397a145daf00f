export {
  TasteChangeEvent,
  TasteConsentEvent,
  TasteErrorEvent,
  TasteImpressionEvent,
  TasteReadyEvent,
  TasteSelectEvent,
} from './events.ts';
export type * from './events.ts';
export { railCss } from './rail-css.ts';
export { railHtml, type RailHtmlOptions } from './rail-html.ts';
export type { Consent, ItemContext, Layout, RenderItem } from './rail-settings.ts';
export { safeUrl } from './safe-url.ts';
export { TasteRail } from './taste-rail.ts';
export type { RailTexts } from './texts/rail-texts.ts';
