/** Registers `<taste-rail>`. The only file of the element that does something by being imported. */
import { TasteRail } from './taste-rail.ts';

// A page may have loaded another copy already, which then serves it.
if (typeof customElements !== 'undefined' && !customElements.get('taste-rail')) customElements.define('taste-rail', TasteRail);

export { TasteRail };
