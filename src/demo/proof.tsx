import { useState } from 'react';
import { type HistoryEntry, type Recommender } from '../client/recommender.ts';
import { Erase } from './erase.tsx';
import { ForgetSpan, type ForgetSpanProps } from './forget-span.tsx';
import { type Ready } from './ready.ts';
import { saveHistory } from './save-history.ts';
import { StoredDialog } from './stored-dialog.tsx';
import { TakeUp, type TakeUpProps } from './take-up.tsx';
import { bytesWords, plural } from './words.ts';

export interface ProofProps {
  recommender: Recommender;
  history: readonly HistoryEntry[];
  state: Ready;
  requests: number | null;
  /** Does what may fail, and says so if it does. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  onErase: () => Promise<unknown>;
  onForgetSpan: ForgetSpanProps['onForget'];
  onTakeUp: TakeUpProps['onTakeUp'];
}

/** That it stays on the device: counted, shown, taken along, erased, and how to check it without trusting this page. */
export function Proof({ recommender, history, state, requests, attempt, onErase, onForgetSpan, onTakeUp }: ProofProps) {
  const [looking, setLooking] = useState(false);
  const { storage } = state;
  return (
    <section className="proof" aria-labelledby="proof">
      <h3 id="proof">It stays with you</h3>
      <dl className="facts">
        <div>
          <dt>Requests since it loaded</dt>
          <dd className="proof-number" data-testid="proof-requests">
            {requests ?? '–'}
          </dd>
        </div>
        <div>
          <dt>Sent anywhere</dt>
          <dd>Nothing</dd>
        </div>
        <div>
          <dt>Stored</dt>
          <dd>
            <span data-testid="bytes" data-value={storage.bytes}>
              {bytesWords(storage.bytes)}
            </span>{' '}
            {storage.kind === 'indexeddb' ? 'on this device' : 'in memory'}
          </dd>
        </div>
        {storage.unsaved > 0 && (
          <div>
            <dt>In memory only, so far</dt>
            <dd data-testid="unsaved">{plural(storage.unsaved, 'thing')} you did</dd>
          </div>
        )}
      </dl>
      <details className="proof-check">
        <summary>How to check this yourself</summary>
        <p>Open your browser’s developer tools (F12), choose Network, and like something: no line appears.</p>
        <p>Or switch your network off. The list goes on, and goes on learning.</p>
      </details>
      <div className="proof-ways">
        <button type="button" className="quiet" data-testid="look" aria-haspopup="dialog" onClick={() => setLooking(true)}>
          See all that is stored
        </button>
        <button type="button" className="quiet" data-testid="export" onClick={() => void attempt(() => saveHistory(recommender))}>
          Save a copy
        </button>
        <TakeUp events={storage.events} onTakeUp={onTakeUp} />
        {history.length > 0 && <ForgetSpan history={history} earlier={storage.earlier} onForget={onForgetSpan} />}
        <Erase events={storage.events} onErase={onErase} />
      </div>
      {looking && <StoredDialog recommender={recommender} version={`${state.ranking.id} ${storage.events} ${storage.kind}`} lasting={storage.kind === 'indexeddb'} unsaved={storage.unsaved} onClose={() => setLooking(false)} />}
    </section>
  );
}
