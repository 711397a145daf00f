import { type CSSProperties, type HTMLAttributes, type Ref } from 'react';
import { type TasteRail } from '../widget/taste-rail.ts';

/** `<taste-rail>` itself in JSX, for those who register it by `tastekit/widget/define`: attributes, which React 18 and 19 both know. */
export interface TasteRailAttributes extends Omit<HTMLAttributes<TasteRail>, 'className'> {
  ref?: Ref<TasteRail>;
  key?: string | number | bigint | null;
  /** React 18 knows no `className` of custom elements. */
  class?: string;
  style?: CSSProperties;
  bundle?: string;
  integrity?: string;
  namespace?: string;
  surface?: string;
  limit?: number | string;
  layout?: 'rail' | 'grid' | 'list';
  item?: string;
  /** React 18 writes `true` and `false` as words, and the attribute counts as soon as it is there: leave it out for no. */
  because?: true;
  'exclude-surface'?: string;
  explore?: number | string;
  'honour-gpc'?: true;
  consent?: 'granted' | 'ask' | 'session-only' | 'off';
  locale?: string;
  heading?: string;
  'item-url'?: string;
  eager?: true;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'taste-rail': TasteRailAttributes;
    }
  }
}
