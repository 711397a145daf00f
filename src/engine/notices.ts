import { type Notice, type NoticeCode } from './state.ts';

/** What the visitor should know of, each code once, the latest last. */
export class Notices {
  private readonly found = new Map<NoticeCode, string>();

  /** Undefined: there is nothing more to say of it. */
  set(code: NoticeCode, message: string | undefined): void {
    this.found.delete(code);
    if (message !== undefined) this.found.set(code, message);
  }

  get list(): Notice[] {
    return [...this.found].map(([code, message]) => ({ code, message }));
  }
}
