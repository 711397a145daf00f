/**
 * Catalogue coverage: the share of the catalogue that is shown at all, |{i : exposure_i > 0}| / n (Ge, Delgado-Battenfeld
 * & Jannach, RecSys 2010). It grows with the number of lists, so only figures over the same predictions compare.
 * Empty catalogue: 0.
 * @param exposure how often each item is shown, [n]
 */
export function coverage(exposure: ArrayLike<number>): number {
  if (exposure.length === 0) return 0;
  let shown = 0;
  for (let item = 0; item < exposure.length; item++) if (exposure[item] > 0) shown++;
  return shown / exposure.length;
}
