import { useCallback, useState } from 'react';
import { type ImportMode, type Recommender, type RecordInput } from '../client/recommender.ts';
import { messageOf } from '../errors.ts';
import { type Item } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { shownBeside } from './shown-beside.ts';
import { type Origin, type Verdict } from './taste.ts';
import { type Said } from './toast.tsx';
import { readCopy } from './read-copy.ts';
import { copyFaultWords, plural, sentence, takenUpWords, youDid } from './words.ts';

/** The visitor paused: what they do now is not noted, so there is nothing to take back. */
const PAUSED: Said = { kind: 'done', text: 'Not noted: you paused.', undo: null };
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
  /** Forgets a span of time. */
  forgetSpan: (span: { from?: number; to?: number }) => Promise<void>;
  /** Takes up a copy that was saved. Resolves to whether the history is another one. */
  takeUp: (file: File, mode: ImportMode) => Promise<boolean>;
  /** Resolves to whether it was done. */
  erase: () => Promise<boolean>;
  /** Says that something was taken back. */
  sayUndone: () => void;
}

export function useActions(recommender: Recommender | null, record: (input: RecordInput) => Promise<void>, paused: boolean): Actions {
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
      if (paused) return say(PAUSED);
      say(null);
      setErased(false);
      void attempt(async () => {
        await record({ item: item.id, type: 'click', ...origin, shown });
        say({ kind: 'done', text: `${youDid('click')} ${shortTitleOf(item)}.`, undo });
      });
    },
    [record, attempt, undo, paused],
  );
  const judge = useCallback(
    async (item: Item, verdict: Verdict, origin: Origin) => {
      if (paused) {
        say(PAUSED);
        return false;
      }
      return attempt(async () => {
        setErased(false);
        await record({ item: item.id, type: verdict, ...origin, shown: shownBeside(item.id, origin.rankingId) });
        // Of the first picks each is marked, and pressed again it is taken back.
        if (origin.surface !== 'first-run') say({ kind: 'done', text: `${verdict === 'like' ? 'You liked' : 'Not for you:'} ${shortTitleOf(item)}.`, undo });
      });
    },
    [record, attempt, undo, paused],
  );
  const forget = useCallback(
    async (id: number) => {
      // The last thing done may be the one forgotten, or another by then.
      say(null);
      await attempt(async () => recommender?.history.remove(id));
    },
    [recommender, attempt],
  );
  const forgetSpan = useCallback(
    async (span: { from?: number; to?: number }) => {
      say(null);
      await attempt(async () => {
        const forgotten = (await recommender?.history.removeBetween(span)) ?? 0;
        say({ kind: 'done', text: `Forgotten: ${plural(forgotten, 'thing')} you did.`, undo: null });
      });
    },
    [recommender, attempt],
  );
  const takeUp = useCallback(
    async (file: File, mode: ImportMode) => {
      say(null);
      try {
        const result = await recommender?.history.import(await readCopy(file), { mode });
        if (!result) return false;
        say({ kind: 'done', text: takenUpWords(result, mode), undo: null });
        setErased(false);
        return mode === 'replace' || result.added > 0;
      } catch (error) {
        say({ kind: 'fault', text: copyFaultWords(error as Error), undo: null });
        return false;
      }
    },
    [recommender],
  );
  const erase = useCallback(async () => {
    say(null);
    const done = await attempt(async () => recommender?.history.clear());
    setErased(done);
    if (done) say({ kind: 'done', text: 'Everything is erased.', undo: null });
    return done;
  }, [recommender, attempt]);
  return { said, say, erased, attempt, open, judge, forget, forgetSpan, takeUp, erase, sayUndone };
}
