/** `npm run tastekit -- …`: the command line from the sources as they are now, in this process, so Ctrl-C reaches it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

await setUp(console.error);
const { buildCli } = await import('./build.mjs');
await buildCli();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist/cli/tastekit.mjs')).href);
