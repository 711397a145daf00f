import { useCallback, useState } from 'react';
import { type Recommender, type RecordInput } from '../client/recommender.ts';
import { messageOf } from '../errors.ts';
import { type Item } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { shownBeside } from './shown-beside.ts';
import { type Origin, type Verdict } from './taste.ts';
import { type Said } from './toast.tsx';
import { sentence, youDid } from './words.ts';

const UNDONE: Said = { kind: 'done', text: 'Undone. Your list is as it was.', undo: null };

/** What a visitor does, and what the page then says. */
export interface Actions {
  said: Said | null;
  say: (said: Said | null) => void;
  /** Everything was just erased. */
  erased: boolean;
  /** Does what may fail, and says so if it does. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  open: (item: Item, origin: Origin) => void;
  judge: (item: Item, verdict: Verdict, origin: Origin) => Promise<boolean>;
  forget: (id: number) => Promise<void>;
  /** Resolves to whether it was done. */
  erase: () => Promise<boolean>;
  /** Says that something was taken back. */
  sayUndone: () => void;
}

export function useActions(recommender: Recommender | null, record: (input: RecordInput) => Promise<void>): Actions {
  const [said, say] = useState<Said | null>(null);
  const [erased, setErased] = useState(false);

  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (cause) {
      say({ kind: 'fault', text: sentence(messageOf(cause)), undo: null });
      return false;
    }
  }, []);
  const sayUndone = useCallback(() => say(UNDONE), []);

  /** Takes the last event back. */
  const undo = useCallback(() => {
    // At once, so that a second press undoes nothing else.
    say(null);
    void attempt(async () => {
      if (await recommender?.history.undo()) sayUndone();
    });
  }, [recommender, attempt, sayUndone]);

  const open = useCallback(
    (item: Item, origin: Origin) => {
      const shown = shownBeside(item.id, origin.rankingId);
      say(null);
      setErased(false);
      void attempt(async () => {
        await record({ item: item.id, type: 'click', ...origin, shown });
        say({ kind: 'done', text: `${youDid('click')} ${shortTitleOf(item)}.`, undo });
      });
    },
    [record, attempt, undo],
  );
  const judge = useCallback(
    (item: Item, verdict: Verdict, origin: Origin) =>
      attempt(async () => {
        setErased(false);
        await record({ item: item.id, type: verdict, ...origin, shown: shownBeside(item.id, origin.rankingId) });
        // Of the first picks each is marked, and pressed again it is taken back.
        if (origin.surface !== 'first-run') say({ kind: 'done', text: `${verdict === 'like' ? 'You liked' : 'Not for you:'} ${shortTitleOf(item)}.`, undo });
      }),
    [record, attempt, undo],
  );
  const forget = useCallback(
    async (id: number) => {
      // The last thing done may be the one forgotten, or another by then.
      say(null);
      await attempt(async () => recommender?.history.remove(id));
    },
    [recommender, attempt],
  );
  const erase = useCallback(async () => {
    say(null);
    const done = await attempt(async () => recommender?.history.clear());
    setErased(done);
    if (done) say({ kind: 'done', text: 'Everything is erased.', undo: null });
    return done;
  }, [recommender, attempt]);
  return { said, say, erased, attempt, open, judge, forget, erase, sayUndone };
}
