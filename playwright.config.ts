import { defineConfig, devices } from '@playwright/test';
import { BROWSER_ARGS, findChromium, WEBGPU_ARGS } from './scripts/chromium.mjs';

const long = process.env.TASTEKIT_LONG === '1';
const LONG = long ? [] : ['**/*.long.spec.ts'];

/** Names that no site can have lead here, as hosts on plain http (e2e/support/host-server.ts). */
const HOSTS = '--host-resolver-rules=MAP *.test 127.0.0.1';

const chromium = (args: string[]) => ({
  ...devices['Desktop Chrome'],
  launchOptions: { executablePath: findChromium(), args: [...BROWSER_ARGS, HOSTS, ...args] },
});

const GUIDES = '**/guides.spec.ts';

/**
 * Tests run without WebGPU: done in software, every page measures it against the processor, and takes three times as long.
 * Tagged `@webgpu`: only with it. Tagged `@both`: in both. What computes on the GPU is tested beside its source, too.
 */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: long ? 900_000 : 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    // The server tells its address when it is up; see `wait` below.
    baseURL: process.env.TASTEKIT_ADDRESS,
    // A trace takes a picture of every step of every test: half the time of all of them.
    trace: process.env.TASTEKIT_TRACE === '1' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    // First: they begin with training a bundle, beside which others can run.
    { name: 'guides', testMatch: GUIDES, use: chromium([]) },
    { name: 'webgpu', testIgnore: LONG, grep: /@(webgpu|both)\b/, use: chromium(WEBGPU_ARGS) },
    { name: 'no-webgpu', testIgnore: [GUIDES, ...LONG], grepInvert: /@webgpu\b/, use: chromium([]) },
  ],
  webServer: {
    command: 'node scripts/start.mjs --port 0',
    wait: { stdout: /TasteKit is at (?<tastekit_address>\S+)/ },
    timeout: 180_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
