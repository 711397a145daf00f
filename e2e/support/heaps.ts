/** What a page and its worker hold in memory, after garbage collection. */
import { type CDPSession, type Page } from '@playwright/test';

/** Bytes. `buffers`: array buffers, which the JavaScript heap does not count; neither counts WebAssembly memories. */
export interface Heap {
  heap: number;
  buffers: number;
}

/** Lets the page's worker note every WebAssembly memory; before the page is opened. */
export async function watchWasmMemories(page: Page): Promise<void> {
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${noteMemories.toString()})();\n${await response.text()}` });
  });
}

/** Bytes of all WebAssembly memories of the worker. */
export async function wasmBytes(page: Page): Promise<number> {
  const sizes = await page.workers()[0].evaluate(() => [...(self as unknown as Noting).wasmMemories].map(({ buffer }) => buffer.byteLength));
  return sizes.reduce((sum, size) => sum + size, 0);
}

interface Noting {
  wasmMemories: Set<WebAssembly.Memory>;
}

/** Runs in the worker. A memory is made by a page's own hand, or by a module that exports it. */
function noteMemories(): void {
  const noted = new Set<WebAssembly.Memory>();
  (self as unknown as Noting).wasmMemories = noted;
  const { Memory, Instance } = WebAssembly;
  const note = (value: unknown) => {
    if (value instanceof Memory) noted.add(value);
  };
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      noted.add(this);
    }
  };
  for (const name of ['instantiate', 'instantiateStreaming'] as const) {
    const plain = WebAssembly[name] as (...args: unknown[]) => Promise<WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>;
    (WebAssembly as unknown as Record<string, unknown>)[name] = async (...args: unknown[]) => {
      const made = await plain.apply(WebAssembly, args);
      Object.values((made instanceof Instance ? made : made.instance).exports).forEach(note);
      return made;
    };
  }
}

export async function heapsOf(page: Page): Promise<{ page: Heap; worker: Heap }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const own = heap(await session.send('Runtime.getHeapUsage'));
  const worker = await workerHeap(session);
  await session.detach();
  return { page: own, worker };
}

/** The worker speaks the same protocol, through a session of its own. */
async function workerHeap(session: CDPSession): Promise<Heap> {
  const used = new Promise<Heap>((resolve) => {
    let next = 1;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type !== 'worker') return;
      const send = (method: string) => void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: next++, method }) });
      send('HeapProfiler.collectGarbage');
      send('Runtime.getHeapUsage');
    });
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { result } = JSON.parse(message) as { result?: Partial<Usage> };
      if (result?.usedSize !== undefined) resolve(heap(result as Usage));
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return used;
}

interface Usage {
  usedSize: number;
  /** Not in every version of the protocol. */
  backingStorageSize?: number;
}

function heap({ usedSize, backingStorageSize = 0 }: Usage): Heap {
  return { heap: usedSize, buffers: backingStorageSize };
}
