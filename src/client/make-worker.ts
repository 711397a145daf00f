import { DeviceError, messageOf } from '../errors.ts';

/** What a browser with Trusted Types has; not in TypeScript's library. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** The engine's own scripts and no other: what a site allows with `trusted-types tastekit`. */
const ours = new Set<string>();
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/**
 * A module worker from the URL of its script, of any origin: a browser makes workers of the page's own origin only, so
 * for a script on a CDN it is a script of one line that imports that one.
 * @throws DeviceError where the page's policy forbids it, or a bundler moved it, with what is to be done
 */
export function makeWorker(script: string): Worker {
  // Its copy of the package lies elsewhere than the worker does.
  if (script.includes('/.vite/')) throw new DeviceError("this Vite's development server loses the worker: upgrade to Vite 8, or put optimizeDeps: { exclude: ['tastekit'] } into its configuration");
  const foreign = new URL(script).origin !== self.origin;
  const url = foreign ? URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: 'text/javascript' })) : script;
  const worker = new Worker(trusted(url), { type: 'module', name: 'tastekit' });
  // Its first word says that it has been read.
  if (foreign) worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}

function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  ours.add(url);
  try {
    policy ??= trustedTypes.createPolicy('tastekit', { createScriptURL });
  } catch (cause) {
    throw new DeviceError(`the page's content-security policy has to allow "trusted-types tastekit" for the worker: ${messageOf(cause)}`, { cause });
  }
  return policy.createScriptURL(url);
}

function createScriptURL(url: string): string {
  if (!ours.has(url)) throw new TypeError(`the policy tastekit is for TasteKit's worker, not for ${url}`);
  return url;
}
