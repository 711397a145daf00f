import { type Ready } from './ready.ts';
import { bytesWords, msWords, natsWords, plural, sentence } from './words.ts';

const SCORERS: Record<Ready['engine']['scorer'], string> = {
  webgpu: 'WebGPU',
  simd: 'WebAssembly SIMD',
  typescript: 'plain JavaScript',
};

/** For those who look. */
export function Technical({ state, requests }: { state: Ready; requests: number | null }) {
  const { engine, learning, ranking, storage, bundle, lastClick } = state;
  return (
    <details className="technical">
      <summary>Technical</summary>
      <dl className="facts">
        <div>
          <dt>Backend</dt>
          <dd data-testid="backend" data-value={engine.backend}>
            {engine.backend}
          </dd>
        </div>
        <div className="facts-wide">
          <dt>Why</dt>
          <dd data-testid="backend-why">{engine.why}</dd>
        </div>
        <div className="facts-wide">
          <dt>Ranked by</dt>
          <dd data-testid="scorer" data-value={engine.scorer}>
            {SCORERS[engine.scorer]}
            {engine.candidates > 0 ? `, in two stages (${engine.candidates.toLocaleString('en')} candidates)` : ', every title'}
          </dd>
        </div>
        {engine.adapter && (
          <div>
            <dt>GPU</dt>
            <dd>{engine.adapter}</dd>
          </div>
        )}
        <div>
          <dt>Last ranking</dt>
          <dd>
            <span data-testid="rank-ms" data-value={ranking.rankMs}>
              {msWords(ranking.rankMs)}
            </span>{' '}
            ms
          </dd>
        </div>
        <div>
          <dt>Last lesson</dt>
          <dd>
            <span data-testid="learn-ms" data-value={learning.lastLearnMs ?? ''}>
              {msWords(learning.lastLearnMs)}
            </span>{' '}
            ms
          </dd>
        </div>
        {lastClick && (
          <div className="facts-wide">
            <dt>Last click</dt>
            <dd data-testid="last-click" data-value={JSON.stringify(lastClick)}>
              {`Stored ${msWords(lastClick.storeMs)} ms, learned ${msWords(lastClick.learnMs)} ms, ranked ${msWords(lastClick.rankMs)} ms`}
            </dd>
          </div>
        )}
        <div>
          <dt>Events learned</dt>
          <dd data-testid="events-learned">{learning.learnedEvents}</dd>
        </div>
        {learning.guard.judged > 0 && (
          <>
            <div>
              <dt>Trust in what was learned</dt>
              <dd data-testid="trust" data-value={learning.guard.weight}>
                {Math.round(100 * learning.guard.weight)} %
              </dd>
            </div>
            <div>
              <dt>Gained by learning</dt>
              <dd data-testid="gained" data-value={learning.guard.gainedNats}>
                {natsWords(learning.guard.gainedNats)} nats over {plural(learning.guard.judged, 'choice')}
              </dd>
            </div>
            <div>
              <dt>Regret</dt>
              <dd data-testid="regret" data-value={learning.guard.regretNats}>
                {natsWords(learning.guard.regretNats).replace('+', '')} nats
              </dd>
            </div>
          </>
        )}
        {learning.reason && (
          <div className="facts-wide">
            <dt>Learning failed</dt>
            <dd data-testid="learning-why">{sentence(learning.reason)}</dd>
          </div>
        )}
        <div>
          <dt>Tensors held</dt>
          <dd data-testid="tensors">{learning.tensors}</dd>
        </div>
        <div>
          <dt>Storage</dt>
          <dd data-testid="storage-kind">{storage.kind}</dd>
        </div>
        <div>
          <dt>Requests, page and worker</dt>
          <dd>{requests ?? '–'}</dd>
        </div>
        <div>
          <dt>Model</dt>
          <dd>
            {bundle.name}, {bundle.items.toLocaleString('en')} titles, {bytesWords(bundle.bytes)}
          </dd>
        </div>
      </dl>
    </details>
  );
}
