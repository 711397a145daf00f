/** Whether anything that a catalogue brought along came to life in a page. */
import { expect, type Page } from '@playwright/test';
import { faultsOf } from './click-through.ts';

export class Canary {
  private readonly page: Page;
  private readonly faults: readonly string[];
  /** Requests to the host that hostile texts name, dialogs, windows, downloads. */
  private readonly signs: string[] = [];

  /** Before the page is opened. */
  static async watch(page: Page): Promise<Canary> {
    return new Canary(page, await faultsOf(page));
  }

  private constructor(page: Page, faults: readonly string[]) {
    this.page = page;
    this.faults = faults;
    page.on('request', (request) => {
      if (request.url().includes('sentinel')) this.signs.push(`asked for ${request.url()}`);
    });
    page.on('dialog', (dialog) => {
      this.signs.push(`opened a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => this.signs.push(`opened ${popup.url()}`));
    page.on('framenavigated', (frame) => frame !== page.mainFrame() && this.signs.push(`a frame went to ${frame.url()}`));
  }

  /** Nothing ran, nothing was asked for, nothing stands in the page that text cannot be, and the page is as it was. */
  async expectSilent(): Promise<void> {
    expect(await this.page.evaluate(strangeNodes)).toEqual([]);
    expect(await this.page.evaluate(() => ['pwned' in window, 'polluted' in {}, typeof document.getElementById, location.pathname.includes('javascript')])).toEqual([false, false, 'function', false]);
    expect(this.signs).toEqual([]);
    expect(this.faults).toEqual([]);
  }
}

/** Elements and attributes that only markup from a catalogue can have brought, in the document and all open shadow roots. */
function strangeNodes(): string[] {
  const strange: string[] = [];
  const never = 'iframe, frame, object, embed, applet, base, form, marquee, video, audio, source, math, animate, use, foreignObject, textarea, noscript p, meta[http-equiv=refresh]';
  const visit = (root: Document | ShadowRoot | DocumentFragment) => {
    for (const element of root.querySelectorAll('*')) {
      const what = `<${element.localName} ${[...element.attributes].map(({ name, value }) => `${name}=${value}`).join(' ')}>`;
      if (element.matches(never) || (element.localName === 'script' && element.textContent !== '')) strange.push(what);
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on') || name === 'srcdoc') strange.push(what);
        // An address, read as the browser reads it.
        if (/^(href|src|action|formaction|data|xlink:href|background|poster|ping|srcset)$/.test(name) && !/^https?:$/.test(new URL(value, document.baseURI).protocol)) strange.push(what);
        if (name === 'id' && ['location', 'recommender'].includes(value)) strange.push(what);
      }
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  visit(document);
  return strange;
}
