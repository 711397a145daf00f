/** Resolves when nothing more pressing is to be done, and after a second at the latest. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1000);
    // Not everywhere yet; without it, what is waiting in the queue goes first.
    const { scheduler } = globalThis as { scheduler?: { postTask(task: () => void, options: { priority: 'background' }): Promise<void> } };
    if (scheduler) void scheduler.postTask(resolve, { priority: 'background' });
    else setTimeout(resolve);
  });
}
