import { useRef } from 'react';
import { type HistoryEntry } from '../client/recommender.ts';
import { HiddenList, type HiddenListProps } from './hidden-list.tsx';
import { HistoryList } from './history-list.tsx';
import { type Ready } from './ready.ts';
import { type Lesson } from './learning-log.ts';
import { Proof, type ProofProps } from './proof.tsx';
import { Switch } from './switch.tsx';
import { Technical } from './technical.tsx';
import { useSlide } from './use-slide.ts';
import { isSteered, plural, worthWords } from './words.ts';

export interface PanelProps extends Omit<ProofProps, 'history'> {
  history: readonly HistoryEntry[];
  lessons: ReadonlyMap<number, Lesson>;
  onForget: (entry: HistoryEntry) => Promise<void>;
  onLearning: (on: boolean) => void;
  onRecording: (on: boolean) => void;
  textOf: HiddenListProps['textOf'];
  onShow: HiddenListProps['onShow'];
}

/** What this page knows about the visitor, and everything they can do about it. */
export function Panel({ history, lessons, onForget, onLearning, onRecording, textOf, onShow, ...proof }: PanelProps) {
  const { state, requests } = proof;
  const panel = useRef<HTMLDivElement>(null);
  useSlide(panel, `${history[0]?.id} ${history.length} ${lessons.size}`);
  const { learning, steering, storage, recording } = state;
  const paused = learning.status === 'off';
  const worth = paused ? '' : worthWords(learning.guard);
  return (
    <div className="panel" ref={panel}>
      <h2 id="panel" tabIndex={-1}>
        What this page knows about you
      </h2>
      <p className="panel-sum">
        {storage.events === 0 ? (isSteered(steering) ? 'Only how you like your list. ' : 'Nothing. ') : `${plural(storage.events, 'thing')} you did. `}
        {storage.earlier > 0 && `Before that, ${plural(storage.earlier, 'title')} you met: only which they were. `}
        {storage.kind === 'indexeddb' ? 'What you do is kept on this device, and nowhere else.' : 'What you do is kept until you close this page.'}
      </p>
      <HistoryList history={history} lessons={lessons} learningPaused={paused} onForget={onForget} />
      <HiddenList hidden={steering.hidden} textOf={textOf} onShow={onShow} />

      <div className="learning">
        <div>
          <p id="recording-label" className="learning-label">
            Note what I do
          </p>
          <p className="learning-words">{recording ? 'On this device, so that your list can follow it.' : 'Paused. Nothing you do is noted.'}</p>
        </div>
        <Switch on={recording} labelledBy="recording-label" testId="recording-toggle" onTurn={onRecording} />
      </div>
      <div className="learning">
        <div>
          <p id="learning-label" className="learning-label">
            Learn from what I do
          </p>
          <p className="learning-words" data-learning={learning.status}>
            {learningWords(learning)}
          </p>
          {worth && (
            <p className="learning-words" data-testid="worth">
              {worth}
            </p>
          )}
          {learning.rebuild && (
            <progress className="rebuild" aria-label="Learning again" data-testid="rebuild" value={learning.rebuild.done} max={learning.rebuild.total} />
          )}
        </div>
        <Switch on={!paused} labelledBy="learning-label" testId="learning-toggle" onTurn={onLearning} />
      </div>

      <Proof {...proof} history={history} />
      <Technical state={state} requests={requests} />
    </div>
  );
}

function learningWords({ status, learnedEvents, rebuild }: Ready['learning']): string {
  const words: Record<typeof status, string> = {
    loading: 'On its way. The list works already.',
    rebuilding: rebuild ? `Learning again: ${rebuild.done} of ${plural(rebuild.total, 'event')}.` : 'Learning from what you just did.',
    off: 'Paused. Your list still follows your history.',
    failed: 'Not possible just now. Turn it off and on to try again.',
    ready: learnedEvents === 0 ? 'Ready.' : `Learned from ${plural(learnedEvents, 'event')}.`,
  };
  return words[status];
}
