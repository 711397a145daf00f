import { type Consent, CONSENTS, type RailSettings } from './rail-settings.ts';

const attribute = (rail: Element, name: string) => rail.getAttribute(name)?.trim() || undefined;

/** A rail of the page that says this, for the same bundle and history. */
function saidBy(name: string, { bundle, namespace }: RailSettings): Element | undefined {
  return [...document.querySelectorAll(`taste-rail[${name}]`)].find((rail) => attribute(rail, 'bundle') === (bundle ?? undefined) && attribute(rail, 'namespace') === namespace);
}

/** Whether any rail of the page for this history honours Global Privacy Control: then all of them do. */
export function honoursGpcOnPage(settings: RailSettings): boolean {
  return settings.honourGpc || saidBy('honour-gpc', settings) !== undefined;
}

/**
 * What a rail that says nothing of consent goes by: the word of another rail of the page for the same bundle and history.
 * A page that asks in one place asks for all of it.
 */
export function consentOnPage(settings: RailSettings): Consent | undefined {
  if (settings.consent !== undefined) return settings.consent;
  const alike = saidBy('consent', settings);
  const said = alike && attribute(alike, 'consent')?.toLowerCase();
  return said === undefined ? undefined : (CONSENTS.find((known) => known === said) ?? 'off');
}
