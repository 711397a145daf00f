import '@fontsource-variable/fraunces/opsz.css';
import '@fontsource-variable/instrument-sans/index.css';
import './tokens.css';
import './page.css';
import './cards.css';
import './browse.css';
import './panel.css';
import './steer.css';
import './item-dialog.css';
import './why.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { optionsFromUrl } from './options-from-url.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element "root"');
const options = () => optionsFromUrl(new URL(location.href));
createRoot(root).render(<App options={options} />);
