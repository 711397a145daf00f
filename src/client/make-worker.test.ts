import { expect, it } from 'vitest';
import { makeWorker } from './make-worker.ts';

it('says what to do where a development server has moved the package away from its worker', () => {
  expect(() => makeWorker('http://localhost:5173/node_modules/.vite/worker.js')).toThrowErrorMatchingInlineSnapshot(`[DeviceError: this Vite's development server loses the worker: upgrade to Vite 8, or put optimizeDeps: { exclude: ['tastekit'] } into its configuration]`);
});
