/**
 * What one arm predicted: a row per prediction, user by user, in the same order for all arms of a run. An arm that time
 * did not suffice for met the first users only: its rows are the first of the others' (`first-users.ts`). P predictions.
 */

/** Length of the list that is judged. */
export const LIST_LENGTH = 10;

export interface PredictionLog {
  /** Place of the test user, 0 … users − 1, [P]. */
  user: Int32Array;
  /** Events before the prediction, [P]. */
  events: Int32Array;
  /** The item that came, [P]. */
  target: Int32Array;
  /** Its rank among the candidates, from 1; ties count against it. [P] */
  rank: Int32Array;
  /** Number of candidates it was ranked among, itself included, [P]. */
  candidates: Int32Array;
  /** The best 10 candidates, [P, 10]; −1 where there are fewer. */
  top: Int32Array;
  /** Milliseconds spent on observing and scoring, over all events. */
  ms: number;
  /** Events observed. */
  observed: number;
}
