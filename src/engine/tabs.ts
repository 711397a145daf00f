/**
 * The other tabs of one history. Who writes holds a short lock (Web Locks), so that all of them see one order; who has
 * written tells the others (BroadcastChannel), and they look. Nothing hangs on either: where the browser has none, or a tab
 * holds a lock and does not let go, the history's own transactions still lose nothing and keep nothing twice.
 */

/** Which work excludes which: `write`, a change of the history; `learn`, learning what is due. */
export type TabWork = 'write' | 'learn';

export interface TabsHost {
  /** Another tab has changed something. */
  onChange: () => void;
  /** Another tab has erased everything. */
  onErased: () => void;
  /** Another tab works with another bundle, by its digest. */
  onOtherBundle: () => void;
}

/** `here`: a tab has begun. `also`: another one says so, who has another bundle. */
interface Message {
  kind: 'changed' | 'erased' | 'here' | 'also';
  bundle: string;
}

/** Whoever holds a lock for so many ms is taken not to let go: a tab may be frozen in the middle of its work. */
const PATIENCE = 5000;

export class Tabs {
  private readonly name: string;
  private readonly bundle: string;
  private readonly channel: BroadcastChannel | null;
  /** Locks that somebody did not let go: from then on they are taken only if they are free. */
  private readonly stuck = new Set<TabWork>();

  /** `history`: its namespace. `bundle`: digest of this tab's. */
  constructor(history: string, bundle: string, host: TabsHost) {
    this.name = `tastekit:${history}`;
    this.bundle = bundle;
    this.channel = openChannel(this.name);
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Partial<Message> | null>) => {
      // Any script of the site may post here.
      if (typeof data?.bundle !== 'string') return;
      if (data.bundle !== bundle) {
        host.onOtherBundle();
        if (data.kind === 'here') this.post('also');
      }
      if (data.kind === 'erased') host.onErased();
      if (data.kind === 'changed' || data.kind === 'erased') host.onChange();
    });
    this.post('here');
  }

  /** Does `task` while no other tab does such work. Waits for one that does, for 5 s at most. */
  async alone<T>(work: TabWork, task: () => Promise<T>): Promise<T> {
    const locks = ownLocks();
    if (!locks) return task();
    // What the task throws is its own; what is thrown before it began is about the lock, and hinders nobody.
    let begun: Promise<T> | undefined;
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE);
    const mode: LockOptions = this.stuck.has(work) ? { ifAvailable: true } : { signal: waiting.signal };
    try {
      await locks.request(`${this.name}:${work}`, mode, (lock) => {
        clearTimeout(timer);
        if (lock) this.stuck.delete(work);
        return (begun = task());
      });
    } catch {
      if (waiting.signal.aborted) this.stuck.add(work);
    } finally {
      clearTimeout(timer);
    }
    return begun ?? task();
  }

  /** The history has changed, or is gone. */
  tell(kind: 'changed' | 'erased'): void {
    this.post(kind);
  }

  close(): void {
    this.channel?.close();
  }

  private post(kind: Message['kind']): void {
    this.channel?.postMessage({ kind, bundle: this.bundle } satisfies Message);
  }
}

/** Browsers have none on plain http; in sandboxed pages even to ask may throw. */
function ownLocks(): LockManager | undefined {
  return globalThis.navigator?.locks;
}

function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
