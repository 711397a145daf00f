/**
 * What a browser puts on the network for a site, by its own log (`--log-net-log`): requests of pages and workers, and names
 * that are looked up. What an API could hide from a page's scripts, or a protocol of the developer tools could miss
 * (beacons, prefetches, WebSockets), is in it. What the browser asks on its own account is not a site's, and left out.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from '@playwright/test';

interface LogFile {
  constants: { logEventTypes: Record<string, number>; timeTickOffset: number | string };
  events: { type: number; time: string; params?: Partial<Record<'url' | 'host' | 'initiator' | 'network_isolation_key' | 'network_anonymization_key', string>> }[];
}

/**
 * Chromium asks its maker what kinds of fields a form has, on any page with a text field (tried: a page of nothing else). It
 * is told the shape of the form as the site wrote it, and nothing of who looks at it.
 */
const AUTOFILL = 'https://content-autofill.googleapis.com/';

/** What of the log is something that goes out. */
const OUT = ['URL_REQUEST_START_JOB', 'HOST_RESOLVER_MANAGER_REQUEST'];

export interface Sent {
  what: string;
  where: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Runs with a browser of its own, and resolves to what it sent for a site, given as `http://127.0.0.1`. */
export async function withNetLog(options: LaunchOptions, site: string, use: (browser: Browser) => Promise<void>): Promise<Sent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-net-'));
  const file = join(folder, 'log.json');
  try {
    const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), `--log-net-log=${file}`] });
    try {
      await use(browser);
    } finally {
      await browser.close();
    }
    return sentBy(JSON.parse(readFileSync(file, 'utf8')) as LogFile, site);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sentBy({ constants, events }: LogFile, site: string): Sent[] {
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, type]) => [type, name]));
  const isOf = ({ initiator, network_isolation_key: isolated, network_anonymization_key: anonymised }: NonNullable<LogFile['events'][number]['params']>) =>
    [initiator, isolated, anonymised].some((owner) => owner?.startsWith(site));
  return events
    .filter(({ type, params }) => OUT.includes(names.get(type) ?? '') && params && isOf(params))
    .map(({ type, time, params }) => ({ what: names.get(type) ?? '', where: params?.url ?? params?.host ?? '', at: Number(time) + Number(constants.timeTickOffset) }))
    .filter(({ where }) => !/^(data|blob):/.test(where) && !`${where}/`.startsWith(AUTOFILL));
}
