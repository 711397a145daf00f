import { describe, expect, test } from 'vitest';
import { fitTitle, textWidth } from './title-lines.ts';

describe('fitTitle', () => {
  test('sets a short title large, on one line', () => {
    expect(fitTitle('Heat', 166, 142)).toEqual({ lines: ['Heat'], size: 38 });
  });

  test('breaks between letters that are written without spaces', () => {
    const { lines, size } = fitTitle('千与千寻', 166, 142);
    expect({ lines, size }).toEqual({ lines: ['千与千寻'], size: 38 });
    expect(fitTitle('霸王别姬：经典版本', 166, 142).lines).toEqual(['霸王别', '姬：经', '典版本']);
    expect(fitTitle('Alien 异形', 166, 142).lines).toEqual(['Alien', '异形']);
  });

  // All splits were tried once: 64 words held the page up for ever.
  test('a title of many short words, or of one without end, is set as soon as any', () => {
    const { lines, size } = fitTitle('a '.repeat(64), 166, 142);
    expect(lines.join(' ').split(' ')).toHaveLength(64);
    expect(size).toBe(16.5);
    for (const title of ['a '.repeat(1_000), '电'.repeat(2_000), 'x'.repeat(2_000), 'i'.repeat(2_000)]) expect(fitTitle(title, 166, 142).lines.at(-1)).toMatch(/…$/);
  });

  test('breaks evenly, and leaves no small word hanging', () => {
    expect(fitTitle('The Good, the Bad and the Ugly', 166, 142).lines).toMatchInlineSnapshot(`
      [
        "The Good,",
        "the Bad",
        "and the",
        "Ugly",
      ]
    `);
    expect(fitTitle('The Lord of the Rings: The Return of the King', 166, 142).lines).toMatchInlineSnapshot(`
      [
        "The Lord",
        "of the Rings:",
        "The Return",
        "of the King",
      ]
    `);
    expect(fitTitle('The Shawshank Redemption', 166, 142).lines).toMatchInlineSnapshot(`
      [
        "The",
        "Shawshank",
        "Redemption",
      ]
    `);
  });

  test.each([
    'Léon',
    'Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb',
    'Max Havelaar of de koffieveilingen der Nederlandsche handelsmaatschappij',
    "Chacun son cinéma ou Ce petit coup au coeur quand la lumière s'éteint et que le film commence",
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    '2001',
    '',
  ])('keeps %j within its room', (title) => {
    for (const [width, height] of [[166, 142], [144, 130], [80, 40]]) {
      const { lines, size } = fitTitle(title, width, height);
      expect(lines.length * size * 1.08).toBeLessThanOrEqual(height);
      for (const line of lines) expect(textWidth(line) * size).toBeLessThanOrEqual(width);
    }
  });

  test('loses no word where it need not', () => {
    const title = 'Dr. Strangelove or: How I Learned to Stop Worrying';
    expect(fitTitle(title, 166, 142).lines.join(' ')).toBe(title);
  });

  test('says with "…" that there was more', () => {
    expect(fitTitle('one two three four five six seven eight nine ten eleven twelve', 80, 32).lines.at(-1)).toMatch(/…$/);
  });
});
