/** Errors across the worker's border: class, code, stack and cause survive. */
import * as errors from '../errors.ts';

export interface WireError {
  name: string;
  code?: string;
  message: string;
  stack?: string;
  cause?: WireError;
  /** Further fields of the class: `file`, `line`, `field`, `option`. */
  details: Record<string, string | number>;
}

const DETAILS = ['file', 'line', 'field', 'option'] as const;
/** Deeper chains of causes are cut. */
const MOST_CAUSES = 8;

export function toWire(error: unknown, depth = 0): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), details: {} };
  const fields = error as Error & Partial<Record<(typeof DETAILS)[number] | 'code', unknown>>;
  const details: WireError['details'] = {};
  for (const name of DETAILS) {
    const value = fields[name];
    if (typeof value === 'string' || typeof value === 'number') details[name] = value;
  }
  return {
    name: error.name,
    code: typeof fields.code === 'string' ? fields.code : undefined,
    message: error.message,
    stack: error.stack,
    cause: error.cause !== undefined && depth < MOST_CAUSES ? toWire(error.cause, depth + 1) : undefined,
    details,
  };
}

const CLASSES = new Map<string, new (...args: never[]) => errors.TasteKitError>([
  ['TasteKitError', errors.TasteKitError],
  ['DataError', errors.DataError],
  ['BundleError', errors.BundleError],
  ['OptionError', errors.OptionError],
  ['DeviceError', errors.DeviceError],
  ['StorageError', errors.StorageError],
  ['AbortedError', errors.AbortedError],
]);

/** An error of the same class, with the worker's stack; a class unknown here becomes a plain Error. */
export function fromWire(wire: WireError): Error {
  const type = CLASSES.get(wire.name);
  const error = new Error(wire.message);
  if (type) Object.setPrototypeOf(error, type.prototype);
  const put = (name: string, value: unknown) =>
    Object.defineProperty(error, name, { value, enumerable: false, configurable: true, writable: true });
  put('name', wire.name);
  put('stack', wire.stack ?? `${wire.name}: ${wire.message}`);
  if (wire.cause) put('cause', fromWire(wire.cause));
  if (wire.code !== undefined) put('code', wire.code);
  for (const [name, value] of Object.entries(wire.details)) put(name, value);
  return error;
}
