import { type Ready } from './ready.ts';
import { useOnline } from './use-media.ts';
import { msWords } from './words.ts';

export interface PromisedProps {
  /** Requests of page and worker since everything had arrived; null until then. */
  requests: number | null;
  /** Undefined while the model is still arriving. */
  catalogue?: Ready['catalogue'];
  learningPaused: boolean;
}

/** The promise, and its proof: a number that is counted as one reads. */
export function Promised({ requests, catalogue, learningPaused, rankMs }: PromisedProps & { rankMs: number }) {
  const online = useOnline();
  const arriving = catalogue && catalogue.missing === undefined && catalogue.ranked < catalogue.items ? catalogue : null;
  return (
    <p className="promise" id="promise">
      This list was made on your device.{' '}
      {/* In this line, because a line of its own would push the list down and pull it up again. */}
      {arriving ? (
        <span data-testid="arriving">
          {arriving.ranked.toLocaleString('en')} of {arriving.items.toLocaleString('en')} titles have arrived.
        </span>
      ) : requests === null ? (
        'What learning needs is still arriving.'
      ) : (
        <>
          <strong data-testid="requests">{requests}</strong> {requests === 1 ? 'request' : 'requests'} since it loaded.
        </>
      )}
      {learningPaused && ' Learning is paused.'}
      {online ? <span className="tick"> Ranked in {msWords(rankMs)} ms.</span> : <span data-testid="offline"> You are offline; it goes on.</span>}
    </p>
  );
}
