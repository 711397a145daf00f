/** Every way out of a page, watched from before it is opened: by the page's own objects, and by its document. */
import { type Page } from '@playwright/test';

declare global {
  interface Window {
    /** What was tried, in words. */
    ways: string[];
  }
}

/** Objects that reach the network by being made, and functions that do by being called. */
const MADE = ['RTCPeerConnection', 'WebSocket', 'EventSource', 'WebTransport', 'XMLHttpRequest', 'Image', 'SharedWorker'];
const CALLED = ['fetch', 'open', 'postMessage'];

export async function watchWaysOut(page: Page): Promise<{ requests: string[]; said: string[] }> {
  const requests: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  page.on('websocket', (socket) => requests.push(`websocket ${socket.url()}`));
  page.on('framenavigated', (frame) => requests.push(`navigation ${frame.url()}`));
  page.on('popup', (popup) => requests.push(`popup ${popup.url()}`));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.addInitScript(
    ([made, called]) => {
      window.ways = [];
      const host = window as unknown as Record<string, unknown>;
      for (const name of made) {
        if (typeof host[name] !== 'function') continue;
        host[name] = new Proxy(host[name], {
          construct(target: new (...args: unknown[]) => object, args, self) {
            window.ways.push(`new ${name}(${String(args[0])})`);
            return Reflect.construct(target, args, self as new () => object);
          },
        });
      }
      const told = (owner: Record<string, unknown>, name: string) => {
        if (typeof owner[name] !== 'function') return;
        owner[name] = new Proxy(owner[name], {
          apply(target: (...args: unknown[]) => unknown, self, args) {
            window.ways.push(`${name}(${String(args[0])})`);
            return Reflect.apply(target, self, args);
          },
        });
      };
      for (const name of called) told(host, name);
      told(Navigator.prototype as unknown as Record<string, unknown>, 'sendBeacon');
      told(ServiceWorkerContainer.prototype as unknown as Record<string, unknown>, 'register');
      for (const name of ['pushState', 'replaceState']) told(History.prototype as unknown as Record<string, unknown>, name);
      const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') as PropertyDescriptor;
      Object.defineProperty(Document.prototype, 'cookie', {
        ...cookie,
        set(this: Document, value: string) {
          window.ways.push(`cookie ${value}`);
          cookie.set?.call(this, value);
        },
      });
    },
    [MADE, CALLED],
  );
  return { requests, said };
}

/** What a page shows of itself to other pages, servers and later visits, but for its own history. */
export function outerSideOf(page: Page) {
  return page.evaluate(() => ({
    address: location.href,
    title: document.title,
    name: window.name,
    cookie: document.cookie,
    referrer: document.referrer,
    past: [history.length, JSON.stringify(history.state)],
    local: JSON.stringify(Object.entries(localStorage)),
    session: JSON.stringify(Object.entries(sessionStorage)),
    // Of what asks a browser to fetch or to connect beforehand.
    hints: document.querySelectorAll('link[rel~=prefetch], link[rel~=preconnect], link[rel~=dns-prefetch], link[rel~=prerender], script[type=speculationrules], a[ping]').length,
  }));
}
