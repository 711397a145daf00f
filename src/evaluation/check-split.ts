import { TasteKitError } from '../errors.ts';
import { type Case, type ProtocolSplit } from './protocol-split.ts';

/**
 * Makes sure that nothing which is predicted can be learned from: no predicted item is in the training history of its own
 * user, and where users are held out whole, none of their events are. Run before every evaluation.
 * @throws TasteKitError (`INTERNAL`) naming the first leak.
 */
export function checkSplit({ train, wholeUsers, validation, test }: ProtocolSplit): void {
  const trained = new Set(train.users);
  for (const each of [...validation, ...test]) {
    const leaked = leakedItem(train.histories, each);
    if (leaked !== undefined) throw leak(`item ${leaked} of user ${each.user} is predicted and learned from`);
    const events = train.histories.offsets[each.user + 1] - train.histories.offsets[each.user];
    if (wholeUsers && (events > 0 || trained.has(each.user))) throw leak(`user ${each.user} is held out and learned from`);
  }
}

function leakedItem({ offsets, itemOf }: ProtocolSplit['train']['histories'], { user, items, predicted }: Case): number | undefined {
  const learned = new Set(itemOf.subarray(offsets[user], offsets[user + 1]));
  return Array.from(predicted, (at) => items[at]).find((item) => learned.has(item));
}

function leak(what: string): TasteKitError {
  return new TasteKitError('INTERNAL', `held-out events leak into training: ${what}`);
}
