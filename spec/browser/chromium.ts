import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const HTML = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>rxactors</title>
<body></body>`;

/** A page, in a browser of its own. */
export interface Stage extends AsyncDisposable {
  readonly page: Page;
  /** What reached the page as an error that nobody caught. */
  readonly errors: readonly Error[];
}

function serve(scripts: readonly string[]): Promise<Server> {
  const tags = scripts.map((_, index) => `<script src="/${index}.js"></script>`).join('');
  const server = createServer(({ url = '/' }, response) => {
    const found = scripts[Number(/^\/(\d+)\.js$/.exec(url)?.[1])];
    response.setHeader('content-type', found === undefined ? 'text/html' : 'text/javascript; charset=utf-8');
    response.end(found ?? HTML.replace('</body>', `${tags}</body>`));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

const close = (server: Server) => {
  server.closeAllConnections();
  server.close();
};

/** Opens a page of a server that runs. A browser that is missing is an error. */
export async function visit(address: string): Promise<Stage> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
  try {
    const page = await browser.newPage();
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    page.on('console', (message) => message.type() === 'error' && console.log(`    ${message.text()}`));
    await page.goto(address);
    return { page, errors, [Symbol.asyncDispose]: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Opens a page that runs `scripts`. */
export async function open(...scripts: string[]): Promise<Stage> {
  const server = await serve(scripts);
  try {
    const stage = await visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const end = async () => {
      await stage[Symbol.asyncDispose]();
      close(server);
    };
    return { ...stage, [Symbol.asyncDispose]: end };
  } catch (error) {
    close(server);
    throw error;
  }
}
