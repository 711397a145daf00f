import { textWidth } from '../covers/title-lines.ts';

/** Letters as titles have them. */
const SAMPLE = 'The Kingdom of Harbours, and Other Stories';
const SIZE = 100;

const known = new Map<string, number>();

/** How much wider a face sets titles than the one that covers are planned for. `family`: a CSS font-family. */
export function letterWidth(family: string): number {
  const found = known.get(family);
  if (found !== undefined) return found;
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 1;
  context.font = `560 ${SIZE}px ${family}`;
  const width = context.measureText(SAMPLE).width / SIZE / textWidth(SAMPLE);
  // A face that is still on its way is measured again.
  if (document.fonts.status === 'loaded') known.set(family, width);
  return width;
}
