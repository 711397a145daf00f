import { type Baseline } from './baseline.ts';
import { meetingCounts } from './event-counts.ts';
import { readSettings } from './read-settings.ts';
import { sameForAll } from './same-for-all.ts';

/** The same list for everybody: score_i = training events of i. */
export const popularity: Baseline = {
  name: 'popularity',
  candidates: [{}],
  fit(train, settings) {
    readSettings({}, settings);
    return sameForAll(meetingCounts(train, 0));
  },
};
