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

/**
 * What is about faces, the package and the guides, not about what ranks: without a GPU these take two thirds of the time
 * (done in software, every page measures it against the processor).
 */
const FACES = /[/](host-\w+|react|guides|package|examples|gallery|proof|first-run|csp|xss|faults|private|concurrency)[.]spec[.]ts$/;

/** Tests run with WebGPU (in software), those of faces without. Tagged `@no-webgpu`: only without it. Tagged `@both`: in both. */
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
    { name: 'webgpu', testIgnore: [FACES, ...LONG], grepInvert: /@no-webgpu\b/, use: chromium(WEBGPU_ARGS) },
    { name: 'no-webgpu', testIgnore: [FACES, ...LONG], grep: /@(no-webgpu|both)\b/, use: chromium([]) },
    { name: 'faces', testMatch: FACES, use: chromium([]) },
    { name: 'faces-webgpu', testMatch: FACES, grep: /@both\b/, use: chromium(WEBGPU_ARGS) },
  ],
  webServer: {
    command: 'node scripts/start.mjs --port 0',
    wait: { stdout: /TasteKit is at (?<tastekit_address>\S+)/ },
    timeout: 180_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
