import { type Consent, CONSENTS, type RailSettings } from './rail-settings.ts';

/**
 * What a rail that says nothing of consent goes by: the word of another rail of the page for the same bundle and history.
 * A page that asks in one place asks for all of it.
 */
export function consentOnPage({ bundle, namespace, consent }: RailSettings): Consent | undefined {
  if (consent !== undefined) return consent;
  const attribute = (rail: Element, name: string) => rail.getAttribute(name)?.trim() || undefined;
  const alike = [...document.querySelectorAll('taste-rail[consent]')].find((rail) => attribute(rail, 'bundle') === (bundle ?? undefined) && attribute(rail, 'namespace') === namespace);
  const said = alike && attribute(alike, 'consent')?.toLowerCase();
  return said === undefined ? undefined : (CONSENTS.find((known) => known === said) ?? 'off');
}
