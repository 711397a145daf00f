import { describe, expect, test } from 'vitest';
import { type RailProperties, readSettings } from './rail-settings.ts';

function read(attributes: Record<string, string>, given: RailProperties = {}) {
  return readSettings((name) => attributes[name] ?? null, given);
}
const faultsOf = (attributes: Record<string, string>, given?: RailProperties) => read({ bundle: '/b/', ...attributes }, given).faults.map(({ message }) => message);

describe('readSettings', () => {
  test('a bundle is enough', () => {
    const { settings, faults } = read({ bundle: '/bundles/movies/' });
    expect(faults).toEqual([]);
    expect(settings).toMatchObject({ bundle: '/bundles/movies/', layout: 'rail', surface: 'for-you', limit: 20, eager: false, heading: null, request: { surface: 'for-you', limit: 20 } });
    expect(settings.consent).toBeUndefined();
  });

  test('reads what a list is made from', () => {
    const filter = () => true;
    const { settings } = read(
      { bundle: '/b/', limit: ' 8 ', item: '1214', exclude: '1, 2  3,', 'exclude-surface': 'for-you', explore: '0.5', layout: 'GRID', consent: 'ask', 'honour-gpc': '', eager: '' },
      { filter, rules: { deny: ['9'] } },
    );
    expect(settings).toMatchObject({ layout: 'grid', consent: 'ask', honourGpc: true, eager: true });
    expect(settings.request).toEqual({ surface: 'related', limit: 8, item: '1214', exclude: ['1', '2', '3'], excludeSurfaces: ['for-you'], explore: 0.5, filter, rules: { deny: ['9'] } });
  });

  test('a because-rail has a surface of its own; an item counts before it', () => {
    expect(read({ bundle: '/b/', because: '' }).settings.request).toEqual({ surface: 'because', limit: 20, because: true });
    expect(read({ bundle: '/b/', because: '', item: '1' }).settings.request).toEqual({ surface: 'related', limit: 20, item: '1' });
  });

  test('a list given as a property counts before the attribute, ids with commas and all', () => {
    expect(read({ bundle: '/b/', exclude: '1' }, { exclude: ['a,b'] }).settings.request.exclude).toEqual(['a,b']);
  });

  test('what is wrong is named, with what was expected; the rest holds', () => {
    expect(faultsOf({ limit: 'many' })).toEqual(['limit: expected a whole number from 1 to 1000, got "many"']);
    expect(faultsOf({ limit: '0' })).toHaveLength(1);
    expect(faultsOf({ explore: '2' })).toEqual(['explore: expected a number from 0, the list the model makes, to 1, got "2"']);
    expect(faultsOf({ layout: 'wheel' })).toEqual(['layout: expected one of rail, grid, list, got "wheel"']);
    expect(faultsOf({ consent: 'yes' })).toEqual(['consent: expected one of granted, ask, session-only, off, got "yes"']);
    expect(faultsOf({}, { filter: 'x' as never })).toEqual(['filter: expected a function, got "x"']);
    expect(faultsOf({}, { exclude: [1] as never })).toEqual(['exclude: expected a list of ids, got object']);
    expect(read({ bundle: '/b/', limit: 'many', layout: 'list' }).settings).toMatchObject({ limit: 20, layout: 'list' });
    expect(read({}).faults.map(({ option }) => option)).toEqual(['bundle']);
  });

  test('a consent that is none is not taken for a yes', () => {
    expect(read({ bundle: '/b/', consent: 'yes' }).settings.consent).toBe('off');
  });

  test('with a recommender of the page no bundle is needed', () => {
    expect(read({}, { recommender: {} as never }).faults).toEqual([]);
  });
});
