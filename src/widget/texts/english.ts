import { type EventType } from '../../types.ts';
import { type RailTexts } from './rail-texts.ts';

const DID: Record<EventType, string> = {
  view: 'looked at',
  click: 'opened',
  like: 'liked',
  dislike: 'did not like',
  purchase: 'bought',
  dwell: 'stayed with',
  skip: 'skipped',
  dismiss: 'passed on',
};

export const english: RailTexts = {
  lang: 'en',
  forYou: 'For you',
  related: 'More like this',
  popular: 'Popular',
  because: (type, title) => `Because you ${DID[type]} ${title}`,
  carousel: 'carousel',
  previous: 'Previous',
  next: 'Next',
  loading: 'Loading',
  updated: 'List updated',
  empty: 'Nothing to show here yet.',
  emptyBecause: 'Open something you like, and more like it will stand here.',
  error: 'This list could not be loaded.',
  consent: 'Personalisation',
  consentQuestion: 'Personalise on this device? Nothing leaves it.',
  consentYes: 'Yes',
  consentNo: 'No',
  consentOn: 'Personalised on this device. Nothing leaves it.',
  consentSession: 'Personalised until you leave. Nothing is kept.',
  consentOff: 'Not personalised.',
  turnOff: 'Turn off',
  turnOn: 'Turn on',
};
