import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { type RailTexts } from './rail-texts.ts';

/**
 * The texts for the first language that is given at all: English ones unless it is Chinese, for a French page is better
 * served in English than in whatever its visitor's browser speaks. The site's own take their place.
 */
export function chooseTexts(languages: readonly (string | null | undefined)[], own: Partial<RailTexts> = {}): RailTexts {
  const language = languages.find((given) => given !== null && given !== undefined && given.trim() !== '');
  const texts = { ...(language && /^zh\b/i.test(language.trim()) ? chinese : english) };
  for (const [name, text] of Object.entries(own)) if (text !== undefined) Object.assign(texts, { [name]: text });
  return texts;
}
