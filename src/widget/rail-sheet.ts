import { railCss } from './rail-css.ts';

let sheet: CSSStyleSheet | undefined;

/** One stylesheet for all rails of the page. */
export function railSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(railCss);
  }
  return sheet;
}
