import { failureWords } from './words.ts';

/** The page where the recommender cannot start. */
export function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { what, advice } = failureWords(error);
  return (
    <section className="failure" data-testid="error" role="alert">
      <h1>The shelves are empty today</h1>
      <p className="failure-what">{what}</p>
      <p>{advice}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
      <details>
        <summary>What exactly happened</summary>
        <p className="failure-message">{error.message}</p>
      </details>
    </section>
  );
}
