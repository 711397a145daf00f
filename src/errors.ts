/**
 * Every error TasteKit throws on purpose. Each class has a stable `code` that programs may branch on;
 * the message is for people and says what was expected, what came, and what to do.
 */

export type ErrorCode =
  /** A ratings or items file, or an option that describes one, is not as it should be. */
  | 'DATA'
  /** A model bundle is missing, damaged, or not one this version reads. */
  | 'BUNDLE'
  /** An option or argument is unknown or out of range. */
  | 'OPTION'
  /** The device lacks something, or lost it: a GPU, a backend, a worker. */
  | 'DEVICE'
  /** The visitor's storage refused to read or write. */
  | 'STORAGE'
  /** The caller aborted, or closed the recommender before this finished. */
  | 'ABORTED'
  /** A fault of TasteKit itself. */
  | 'INTERNAL';

export class TasteKitError extends Error {
  // Written out, because minifying changes the names of classes.
  override readonly name: string = 'TasteKitError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Where in a file a fault lies. `line` counts from 1, the header being line 1. */
export interface DataFault {
  file: string;
  line?: number;
  field?: string;
}

/** A ratings or items file is not as it should be. */
export class DataError extends TasteKitError {
  override readonly name = 'DataError';
  readonly file: string;
  readonly line: number | undefined;
  readonly field: string | undefined;

  constructor(fault: DataFault, reason: string, options?: ErrorOptions) {
    const line = fault.line === undefined ? '' : `, line ${fault.line}`;
    const field = fault.field === undefined ? '' : `, field "${fault.field}"`;
    super('DATA', `${fault.file}${line}${field}: ${reason}`, options);
    this.file = fault.file;
    this.line = fault.line;
    this.field = fault.field;
  }
}

/** A model bundle is missing, damaged, or of another version. `file` is the path inside the bundle. */
export class BundleError extends TasteKitError {
  override readonly name = 'BundleError';
  readonly file: string;

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super('BUNDLE', `${file}: ${reason}`, options);
    this.file = file;
  }
}

/** An option is unknown or out of range. */
export class OptionError extends TasteKitError {
  override readonly name = 'OptionError';
  readonly option: string;

  constructor(option: string, reason: string, options?: ErrorOptions) {
    super('OPTION', `${option}: ${reason}`, options);
    this.option = option;
  }
}

/** The device lacks something, or lost it. */
export class DeviceError extends TasteKitError {
  override readonly name = 'DeviceError';
  constructor(reason: string, options?: ErrorOptions) {
    super('DEVICE', reason, options);
  }
}

/** The visitor's storage refused to read or write. */
export class StorageError extends TasteKitError {
  override readonly name = 'StorageError';
  constructor(reason: string, options?: ErrorOptions) {
    super('STORAGE', reason, options);
  }
}

/** The caller aborted, or closed the recommender before this finished. */
export class AbortedError extends TasteKitError {
  override readonly name = 'AbortedError';
  constructor(reason = 'aborted by the caller', options?: ErrorOptions) {
    super('ABORTED', reason, options);
  }
}

/** Whether this is one of our errors, by its code: one that comes from another file of the package is of another class. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof Error && (error as Partial<TasteKitError>).code === code;
}

/** What a thrown value says; not everything thrown is an Error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
