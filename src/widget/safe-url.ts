const WEB = new Set(['http:', 'https:']);
/** Control characters and spaces, which a URL parser strips from the ends or throws out of the middle. */
// oxlint-disable-next-line no-control-regex
const STRIPPED = /[\u0000-\u0020]/g;

/**
 * An address from a catalogue, if a page may use it: `http:`, `https:`, or relative to the page. Everything else
 * (`javascript:`, `data:`, `blob:`, `file:`, …) is refused after parsing, as the browser would read it.
 * @returns the address as it came, or null
 */
export function safeUrl(address: string | undefined): string | null {
  if (address === undefined || address.replace(STRIPPED, '') === '') return null;
  try {
    // A base whose scheme is the web's: whatever parses to another scheme brought it along.
    const { protocol, username, password } = new URL(address, 'https://page.invalid/');
    return WEB.has(protocol) && username === '' && password === '' ? address : null;
  } catch {
    return null;
  }
}
