import { useEffect, useState } from 'react';
// Types alone: any other import would bring the gallery into the page's first chunk.
import type { GalleryProps } from './gallery.tsx';

/** Undefined: on its way. Null: it could not be had. */
export type LoadedGallery = typeof import('./gallery.tsx')['Gallery'] | null | undefined;

/** The gallery and all that its elements will need, in a chunk of their own, once there is time for it: nothing is fetched later. */
export function useGallery(ready: boolean): LoadedGallery {
  const [loaded, setLoaded] = useState<{ gallery: LoadedGallery }>({ gallery: undefined });
  useEffect(() => {
    if (!ready) return undefined;
    let stale = false;
    const show = (gallery: LoadedGallery) => {
      if (!stale) setLoaded({ gallery });
    };
    Promise.all([import('./gallery.tsx'), import('../widget/taste-rail.ts'), import('../widget/rail-parts.ts')]).then(
      ([{ Gallery }, { TasteRail }]) => {
        if (!customElements.get('taste-rail')) customElements.define('taste-rail', TasteRail);
        show(Gallery);
      },
      () => show(null),
    );
    return () => {
      stale = true;
    };
  }, [ready]);
  return loaded.gallery;
}

/** How a site would have what this page has. */
export function YourSite({ gallery: Gallery, ...props }: Omit<GalleryProps, 'example'> & { gallery: LoadedGallery; example: GalleryProps['example'] | undefined }) {
  const { example } = props;
  return (
    <section className="your-site" aria-labelledby="your-site">
      <header className="section-head">
        <h2 id="your-site" tabIndex={-1}>
          On your own site
        </h2>
        <p className="reason">The same engine in one tag. Each one below shares this page’s: like something, and it follows.</p>
      </header>
      {Gallery && example ? <Gallery {...props} example={example} /> : Gallery === null && <p>The examples could not be fetched. Reload the page to try again.</p>}
    </section>
  );
}
