import { useCallback, useMemo, useState } from 'react';
import { type HistoryEntry } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { type Actions } from './use-actions.ts';
import { type Verdict } from './taste.ts';

export interface Liked {
  /** The visitor's latest verdict on each item, by id. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** Ids of what they like, what was just pressed included. */
  liked: ReadonlySet<string>;
  /** Likes what was offered at first, or takes that back. */
  pick: (item: Item, position: number, like: boolean) => void;
}

/** What the visitor said of items. What they pick shows at once; the history follows. */
export function useLiked(history: readonly HistoryEntry[] | null, { judge, forget }: Pick<Actions, 'judge' | 'forget'>): Liked {
  /** Pressed, and not yet in the history: liked or not. */
  const [sent, setSent] = useState<ReadonlyMap<string, boolean>>(new Map());
  const verdicts = useMemo(() => {
    const latest = new Map<string, Verdict>();
    for (const { itemId, type } of history ?? []) {
      // What older versions of this page recorded for "Not for me" was a dislike.
      const verdict = type === 'dislike' ? 'dismiss' : type;
      if ((verdict === 'like' || verdict === 'dismiss') && !latest.has(itemId)) latest.set(itemId, verdict);
    }
    return latest;
  }, [history]);
  const liked = useMemo(() => {
    const ids = new Set([...verdicts].filter(([, verdict]) => verdict === 'like').map(([id]) => id));
    for (const [id, like] of sent) {
      if (like) ids.add(id);
      else ids.delete(id);
    }
    return ids;
  }, [verdicts, sent]);
  const [before, setBefore] = useState(verdicts);
  if (verdicts !== before) {
    setBefore(verdicts);
    const open = [...sent].filter(([id, like]) => (verdicts.get(id) === 'like') !== like);
    if (open.length < sent.size) setSent(new Map(open));
  }

  const pick = useCallback(
    (item: Item, position: number, like: boolean) => {
      setSent((earlier) => new Map(earlier).set(item.id, like));
      const settle = (kept: boolean) => {
        if (!kept) setSent((earlier) => new Map([...earlier].filter(([id]) => id !== item.id)));
      };
      const likes = (history ?? []).filter(({ itemId, type }) => itemId === item.id && type === 'like');
      if (like) void judge(item, 'like', { surface: 'first-run', position }).then(settle);
      else if (likes.length === 0) settle(false);
      else void Promise.all(likes.map(({ id }) => forget(id)));
    },
    [history, judge, forget],
  );
  return { verdicts, liked, pick };
}
