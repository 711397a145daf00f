import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { type Recommender, type RecordInput } from '../client/recommender.ts';
import { LearningLog, type Lesson } from './learning-log.ts';

export interface NotedRecording {
  lessons: readonly Lesson[];
  /** `recommender.record`, noting what comes of it. */
  record: (input: RecordInput) => Promise<void>;
  /** Everything was erased. */
  clearLessons: () => void;
}

/** What each event of this visit changed. Kept in memory, for as long as the page is open. */
export function useLearningLog(recommender: Recommender | null): NotedRecording {
  const [log] = useState(() => new LearningLog());
  // Every state counts, also one that is drawn together with the next.
  useEffect(() => {
    const follow = () => {
      const state = recommender?.getState();
      if (state?.status === 'ready') log.observe(state);
    };
    follow();
    return recommender?.subscribe(follow);
  }, [recommender, log]);
  const record = useCallback(
    async (input: RecordInput) => {
      const event = { item: input.item, type: input.type };
      log.sent(event);
      try {
        await recommender?.record(input);
      } catch (cause) {
        log.failed(event);
        throw cause;
      }
    },
    [recommender, log],
  );
  return { lessons: useSyncExternalStore(log.subscribe, log.lessons), record, clearLessons: log.clear };
}
