import { type HistoryEntry } from '../client/recommender.ts';
import { Erase } from './erase.tsx';
import { HiddenList, type HiddenListProps } from './hidden-list.tsx';
import { HistoryList } from './history-list.tsx';
import { type Ready } from './ready.ts';
import { Technical } from './technical.tsx';
import { bytesWords, isSteered, plural, worthWords } from './words.ts';

export interface PanelProps {
  state: Ready;
  history: readonly HistoryEntry[];
  requests: number | null;
  onForget: (entry: HistoryEntry) => Promise<void>;
  onErase: () => Promise<void>;
  onLearning: (on: boolean) => void;
  textOf: HiddenListProps['textOf'];
  onShow: HiddenListProps['onShow'];
}

/** What this page knows about the visitor, and everything they can do about it. */
export function Panel({ state, history, requests, onForget, onErase, onLearning, textOf, onShow }: PanelProps) {
  const { learning, steering, storage } = state;
  const paused = learning.status === 'off';
  const worth = paused ? '' : worthWords(learning.guard);
  return (
    <div className="panel">
      <h2 id="panel" tabIndex={-1}>
        What this page knows about you
      </h2>
      <p className="panel-sum">
        {storage.events === 0 ? (isSteered(steering) ? 'Only how you like your list. ' : 'Nothing. ') : `${plural(storage.events, 'thing')} you did. `}
        {storage.kind === 'indexeddb' ? 'What you do is kept on this device, and nowhere else.' : 'What you do is kept until you close this page.'}
      </p>
      <HistoryList history={history} onForget={onForget} />
      <HiddenList hidden={steering.hidden} textOf={textOf} onShow={onShow} />

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
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={!paused}
          aria-labelledby="learning-label"
          data-testid="learning-toggle"
          onClick={() => onLearning(paused)}
        />
      </div>

      <dl className="facts">
        <div>
          <dt>Stored</dt>
          <dd>
            <span data-testid="bytes" data-value={storage.bytes}>
              {bytesWords(storage.bytes)}
            </span>{' '}
            {storage.kind === 'indexeddb' ? 'on this device' : 'in memory'}
          </dd>
        </div>
        <div>
          <dt>Sent anywhere</dt>
          <dd>Nothing</dd>
        </div>
      </dl>
      <Technical state={state} requests={requests} />
      <Erase events={storage.events} onErase={onErase} />
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
