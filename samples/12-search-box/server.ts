// The site of the search box: its page, bundled when it is asked for, and a search that takes its time.
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import * as rxjs from 'rxjs';

/** What answers `/search`: its signal aborts when nobody waits for the answer any more. */
export type Search = (text: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface Site extends AsyncDisposable {
  readonly address: string;
}

const LATENCY = 400;

/** The names of RxJS that hold `text`. Looking for `fail` fails. */
export const find: Search = async (text, signal) => {
  await setTimeout(LATENCY, undefined, { signal });
  if (text === 'fail') throw new Error('told to');
  const wanted = text.toLowerCase();
  return Object.keys(rxjs).filter((name) => name.toLowerCase().includes(wanted));
};

/** The script of the page: what `page.ts` imports, in one file. */
async function script(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    sourcemap: 'inline',
    keepNames: true, // ids of actors come from the names of classes
    tsconfigRaw: {}, // the package as it is built, and not its sources
  });
  return outputFiles[0]?.text ?? '';
}

async function answer(text: string, response: ServerResponse, search: Search): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) gone.abort();
  });
  try {
    const names = await search(text, gone.signal);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(names));
  } catch {
    response.writeHead(500).end();
  }
}

const listener =
  (html: string, page: string, search: Search): RequestListener =>
  ({ url }, response) => {
    const { pathname, searchParams } = new URL(url ?? '/', 'http://localhost');
    if (pathname === '/search') void answer(searchParams.get('q') ?? '', response, search);
    else if (pathname === '/page.js') response.setHeader('content-type', 'text/javascript').end(page);
    else if (pathname === '/') response.setHeader('content-type', 'text/html').end(html);
    else response.writeHead(404).end();
  };

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Serves the search box on a port that is free. */
export async function serve(search: Search = find): Promise<Site> {
  const html = await readFile(join(__dirname, 'index.html'), 'utf8');
  const server = createServer(listener(html, await script(), search));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => close(server) };
}
