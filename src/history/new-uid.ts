/** A name for an event: 64 random bits in base 36. Two of a million events share one with a chance of 3 in 10⁸. */
export function newUid(): string {
  return crypto.getRandomValues(new BigUint64Array(1))[0].toString(36);
}
