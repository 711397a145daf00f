import { type EventType } from '../../types.ts';

/** Every word the element says. A site gives some of its own by the property `texts`. */
export interface RailTexts {
  /** The language they are in, as BCP 47 has it. */
  lang: string;
  /** The heading of a visitor's list. */
  forYou: string;
  /** The heading of a list related to an item. */
  related: string;
  /** The heading where nothing is personal: the most popular items. */
  popular: string;
  /** The heading of a list related to what the visitor took last. */
  because: (type: EventType, title: string) => string;
  /** What kind of region a rail is, for a screen reader. */
  carousel: string;
  previous: string;
  next: string;
  loading: string;
  /** Said once when the list is another one. */
  updated: string;
  /** Where the list has nothing to show. */
  empty: string;
  /** The same, where it would follow from what the visitor took, and they took nothing yet. */
  emptyBecause: string;
  error: string;
  /** The name of the row that asks. */
  consent: string;
  consentQuestion: string;
  consentYes: string;
  consentNo: string;
  /** What holds after the answer, and the button that changes it. */
  consentOn: string;
  consentSession: string;
  consentOff: string;
  turnOff: string;
  turnOn: string;
}
