import { expect, it } from 'vitest';
import { AbortedError } from '../errors.ts';
import { breathing } from './breathing.ts';

it('lets others in after a slice, not before, and stops when it is told to', async () => {
  let now = 0;
  const controller = new AbortController();
  const breathe = breathing(() => now, new AbortController().signal, controller.signal);
  let others = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => others++;
  port2.postMessage(null);
  now = 5;
  await breathe();
  expect(others).toBe(0);
  now = 20;
  await breathe();
  expect(others).toBe(1);
  controller.abort();
  await expect(breathe()).rejects.toBeInstanceOf(AbortedError);
  port1.close();
});
