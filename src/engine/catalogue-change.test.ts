import { describe, expect, it } from 'vitest';
import { type StoredEvent } from '../types.ts';
import { CatalogueChange } from './catalogue-change.ts';
import { UnknownItems } from './unknown-items.ts';

const events = (...items: string[]): StoredEvent[] => items.map((item, i) => ({ id: i + 1, uid: `u${i}`, item, type: 'click', time: i }));

describe('a history made on another version of the bundle', () => {
  it('is counted: what still counts, and what is gone', () => {
    const change = new CatalogueChange('new', { bundle: 'old', unknown: ['never'] });
    change.find(events('a', 'b', 'gone', 'a', 'never', 'gone'), ['gone', 'never']);
    expect(change.info).toEqual({ events: 6, used: 3, gone: 2 });
  });

  it('is told of until all is learned on the new one, and only then kept as seen', () => {
    const history = events('a', 'gone');
    const change = new CatalogueChange('new', { bundle: 'old', unknown: [] });
    change.find(history, ['gone']);
    expect(change.toKeep(history, ['gone'])).toEqual({ bundle: 'new', unknown: ['gone'] });
    expect(change.toKeep(history, ['gone'])).toBeNull();
    expect(change.info).not.toBeNull();
    const again = new CatalogueChange('new', { bundle: 'new', unknown: ['gone'] });
    again.find(history, ['gone']);
    expect(again.info).toBeNull();
  });

  it('is not spoken of where nothing was done, nothing is known of before, or all is erased', () => {
    for (const [kept, history] of [[null, events('a')], [{ bundle: 'old', unknown: [] }, []]] as const) {
      const change = new CatalogueChange('new', kept);
      change.find(history, []);
      expect(change.info).toBeNull();
    }
    const change = new CatalogueChange('new', { bundle: 'old', unknown: [] });
    change.find(events('a'), []);
    change.forget();
    expect(change.info).toBeNull();
    // Nothing is stored of a visitor who did nothing.
    expect(change.toKeep([], [])).toBeNull();
  });
});

it('unknown items are those of the present events, each looked up once', () => {
  const asked: string[] = [];
  const unknown = new UnknownItems((item) => {
    asked.push(item);
    return item.length === 1;
  });
  const history = events('a', 'xx', 'xx', 'b');
  expect(unknown.of(history)).toEqual(['xx']);
  history.push(...events('yy'));
  expect(unknown.of(history)).toEqual(['xx', 'yy']);
  expect(asked).toEqual(['a', 'xx', 'xx', 'b', 'yy']);
  expect(unknown.of(history.filter(({ item }) => item !== 'xx'))).toEqual(['yy']);
});
