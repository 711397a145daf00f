import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../types.ts';
import { chinese } from './chinese.ts';
import { chooseTexts } from './choose-texts.ts';
import { english } from './english.ts';

describe('chooseTexts', () => {
  test.each([
    [['zh-CN'], 'zh-Hans'],
    [['zh_TW'], 'zh-Hans'],
    [['', null, 'ZH'], 'zh-Hans'],
    [['en-GB', 'zh'], 'en'],
    [['fr', 'zh'], 'en'],
    [[undefined], 'en'],
    [['zha'], 'en'],
  ])('for %j: %s', (languages, lang) => {
    expect(chooseTexts(languages).lang).toBe(lang);
  });

  test('a site gives some of its own', () => {
    const texts = chooseTexts(['zh'], { forYou: 'Für dich', next: undefined });
    expect(texts).toMatchObject({ forYou: 'Für dich', next: chinese.next, lang: 'zh-Hans' });
  });
});

describe('the texts', () => {
  test.each([english, chinese])('of $lang say everything', (texts) => {
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const type of EVENT_TYPES) expect(texts.because(type, 'Alien')).toMatch(/.+Alien/);
    for (const [name, text] of Object.entries(texts)) if (name !== 'because') expect(text).toMatch(/\S/);
  });

  test('name what a list follows from', () => {
    expect(english.because('like', 'Alien')).toBe('Because you liked Alien');
    expect(chinese.because('like', '异形')).toBe('因为你喜欢《异形》');
  });
});
