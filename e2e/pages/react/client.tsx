/** Takes over what a server sent, or draws all of it. */
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { App, type AppProps } from './app.tsx';

const place = document.getElementById('root') as HTMLElement;
const props = JSON.parse(document.getElementById('props')?.textContent ?? '{}') as AppProps;
const onRecoverableError = (error: unknown) => console.error('recovered from', error);

let root: Root = place.hasChildNodes() ? hydrateRoot(place, <App {...props} />, { onRecoverableError }) : createRoot(place, { onRecoverableError });
if (!place.hasChildNodes()) root.render(<App {...props} />);

Object.assign(window, {
  /** All of the app goes, and comes again at once. */
  remount() {
    root.unmount();
    root = createRoot(place, { onRecoverableError });
    root.render(<App {...props} />);
  },
});
