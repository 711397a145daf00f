/** The engine's worker, which on being told so through a channel of its name stops as workers do. */
// What runs is the import itself.
// oxlint-disable-next-line import/no-unassigned-import
import '../engine/worker.ts';

declare const self: DedicatedWorkerGlobalScope;

/** `blocks`: never comes back; `closes`: ends, as where the browser ended it; `throws`: an exception nobody catches. */
export type Death = 'blocks' | 'closes' | 'throws';

const channel = new BroadcastChannel(self.name);

channel.addEventListener('message', ({ data }: MessageEvent<Death>) => {
  channel.postMessage('now');
  if (data === 'throws') throw new Error('nobody catches this');
  if (data === 'closes') self.close();
  else for (;;);
});
