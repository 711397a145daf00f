import { type Recommender } from '../client/recommender.ts';

/** Hands the visitor a file of all they did and asked for. It is made here: the browser saves it without a request. */
export async function saveHistory(recommender: Recommender): Promise<void> {
  const history = await recommender.history.export();
  const file = new Blob([`${JSON.stringify(history, null, 2)}\n`], { type: 'application/json' });
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = `tastekit-${history.bundle.name}.json`;
  link.click();
  // The saving has begun by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
