/** What the page keeps on the device, read and changed as a browser's developer tools would. */
import { type Page } from '@playwright/test';

/** The stored history of the page's one namespace. */
export async function keptEvents(page: Page): Promise<{ item: string }[]> {
  return page.evaluate(async () => {
    const database = await openOnly();
    const read = database.transaction('events').objectStore('events').getAll();
    await new Promise((resolve) => read.addEventListener('success', resolve));
    database.close();
    return read.result as { item: string }[];

    async function openOnly(): Promise<IDBDatabase> {
      const [{ name }] = await indexedDB.databases();
      const opening = indexedDB.open(name ?? '');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      return opening.result;
    }
  });
}

/** Puts `value` at `path` of a setting; an empty path replaces it whole. */
export async function changeSetting(page: Page, setting: string, path: (string | number)[], value: unknown): Promise<void> {
  await page.evaluate(
    async ([name, steps, put]) => {
      const [{ name: database }] = await indexedDB.databases();
      const opening = indexedDB.open(database ?? '');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      const store = opening.result.transaction('settings', 'readwrite').objectStore('settings');
      const read = store.get(name);
      await new Promise((resolve) => read.addEventListener('success', resolve));
      if (read.result === undefined) throw new Error(`nothing is kept as ${name}`);
      const whole = { value: read.result as unknown };
      let at = whole as Record<string | number, unknown>;
      for (const step of ['value', ...steps.slice(0, -1)]) at = at[step] as Record<string | number, unknown>;
      if (steps.length > 0) at[steps[steps.length - 1]] = put;
      else whole.value = put;
      await new Promise((resolve) => store.put(whole.value, name).addEventListener('success', resolve));
      opening.result.close();
    },
    [setting, path, value] as const,
  );
}
