/** The browser's own words for a refusal. */
export function wording(cause: unknown): string {
  if (!(cause instanceof Error || cause instanceof DOMException)) return String(cause);
  return cause.message === '' ? cause.name : `${cause.name}: ${cause.message.replace(/\.$/, '')}`;
}

/** Whether the browser refused for want of room. */
export function isFull(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'QuotaExceededError';
}
