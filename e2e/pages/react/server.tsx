/** The app's first HTML, in Node. */
import { PassThrough } from 'node:stream';
import { renderToPipeableStream, renderToString } from 'react-dom/server';
import { App, type AppProps } from './app.tsx';

export function rendered(props: AppProps): string {
  return renderToString(<App {...props} />);
}

/** Piece by piece, as parts of it are there. */
export function streamed(props: AppProps): NodeJS.ReadableStream {
  const stream = new PassThrough();
  const { pipe } = renderToPipeableStream(<App {...props} />, { nonce: props.nonce, onShellReady: () => pipe(stream), onError: (error) => void stream.destroy(error as Error) });
  return stream;
}
