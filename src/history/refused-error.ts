import { StorageError } from '../errors.ts';

/**
 * What kind of refusal it is, as far as the visitor can do something about it: `none`, there is no storage for this page;
 * `older` and `newer`, another tab runs such a version of this page; `full`, there is no room.
 */
export type Refusal = 'none' | 'older' | 'newer' | 'full' | 'other';

/** The storage refused, and of what kind that was. To everybody outside of this folder it is a StorageError. */
export class RefusedError extends StorageError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.refusal = refusal;
  }
}

/** The kind of a refusal; `other` where nothing is known of it. */
export function refusalOf(error: unknown): Refusal {
  return error instanceof RefusedError ? error.refusal : 'other';
}
