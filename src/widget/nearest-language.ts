/** The language of the nearest element that names one, out of shadow trees, too; null where none does. */
export function nearestLanguage(element: Element): string | null {
  for (let at: Element | null = element; at; ) {
    const named: string | null = at.closest('[lang]')?.getAttribute('lang') ?? null;
    if (named) return named;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}
