/** A browser with a profile of its own on the disk: quotas hold there, and settings that a visitor may have made. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type LaunchOptions } from '@playwright/test';

/** Of Chromium's Preferences file: "Block all cookies", with which pages may store nothing. */
export const BLOCK_ALL_COOKIES = { profile: { default_content_setting_values: { cookies: 2 } } };

export async function withOwnProfile(launchOptions: LaunchOptions, preferences: object, work: (context: BrowserContext) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-profile-'));
  mkdirSync(join(folder, 'Default'));
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, launchOptions);
  try {
    await work(context);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
