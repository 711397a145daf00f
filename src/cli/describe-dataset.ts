import { type Dataset } from '../catalog/dataset.ts';

/** One line for a person: what was read, and what was left out. */
export function describeDataset({ users, items, itemOf, ordered, thresholds, report: { skipped, skippedItems, droppedUsers, droppedEvents } }: Dataset): string {
  const rows = { ...skipped, ...skippedItems };
  const bad = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return [
    `${itemOf.length} events of ${users.length} users on ${items.length} items, ${ordered ? 'in order' : 'without order'}`,
    thresholds.likeAt === null ? '' : `like from ${thresholds.likeAt}, dislike up to ${thresholds.dislikeAt ?? 'none'}`,
    droppedUsers > 0 ? `${droppedUsers} users left out for too few events (${droppedEvents} events)` : '',
    bad > 0 ? `bad rows left out: ${Object.entries(rows).map(([reason, count]) => `${count} ${reason}`).join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}
