import { once } from 'node:events';
import { expect } from 'chai';
import { WsServer } from '../streams/support/ws-server.js';
import { script } from './bundle.js';
import { open, type Stage } from './chromium.js';

declare const recipes: typeof import('./page/recipes.js');

const CODE = "import * as recipes from './page/recipes.js'; Object.assign(globalThis, { recipes });";

describe('The samples of a page, in Chromium', function () {
  this.timeout(30_000);

  let stage: Stage;

  const kept = (name: string) => stage.page.evaluate((name) => sessionStorage.getItem(name), name);
  /** Of the submits, when the actor is free. */
  const outcomes = () => stage.page.evaluate(() => recipes.outcomes());
  /** As a script does that changes the form right after. */
  const submit = () =>
    stage.page.evaluate(() => {
      const form = document.querySelector('form') as HTMLFormElement;
      form.requestSubmit();
      (form.elements.namedItem('who') as HTMLInputElement).value = 'too late';
    });

  before(async () => {
    stage = await open(await script(CODE));
  });

  beforeEach(async () => {
    await stage.page.goto(new URL('/', stage.page.url()).href);
    await stage.page.evaluate(() => sessionStorage.clear());
  });

  after(() => (stage as Stage | undefined)?.[Symbol.asyncDispose]());

  describe('an event', () => {
    it('is prevented by a `tap` before the turn, and read by a `map`, whoever submits', async () => {
      await stage.page.evaluate(() => recipes.signUp());

      await stage.page.click('button');
      const clicked = await outcomes();
      await submit();

      expect(clicked).to.deep.equal(['saved Ann']);
      expect(await outcomes()).to.deep.equal(['saved Ann', 'saved Ann']);
      expect(new URL(stage.page.url()).search).to.equal('');
    });

    it('is prevented, too, after the one before has failed, which is shown', async () => {
      await stage.page.evaluate(() => recipes.signUp(1));

      await stage.page.click('button');
      const failed = await outcomes();
      await stage.page.click('button');

      expect(failed).to.deep.equal(['Error: no connection']);
      expect(await outcomes()).to.deep.equal(['Error: no connection', 'saved Ann']);
      expect(new URL(stage.page.url()).search).to.equal('');
    });

    it('is too late to be prevented in a turn, where a script submits', async () => {
      await stage.page.evaluate(() => void recipes.late(Promise.resolve()));

      await submit();

      await stage.page.waitForURL('**/?who=Bob', { timeout: 5_000 });
      expect(await kept('target')).to.equal('null');
    });

    it('is too late to be prevented in a turn, where the actor is at work', async () => {
      await stage.page.evaluate(() => void recipes.late(new Promise(() => undefined)));

      await stage.page.click('button');

      await stage.page.waitForURL('**/?who=Bob', { timeout: 5_000 });
    });
  });

  describe('the life of a page', () => {
    it('ends with a teardown up to where that waits for more than promises', async () => {
      await stage.page.evaluate(() => recipes.noting());

      await stage.page.reload();

      expect(await kept('torn')).to.equal('begun on ');
    });

    for (const [persisted, closed] of [
      [false, true],
      [true, false],
    ] as const) {
      it(`is ${closed ? '' : 'not '}over at a pagehide that is ${persisted ? '' : 'not '}persisted`, async () => {
        const after = await stage.page.evaluate(async (persisted) => {
          await recipes.noting();
          dispatchEvent(new PageTransitionEvent('pagehide', { persisted }));
          return recipes.noting().then(
            () => 'open',
            (error) => error.code,
          );
        }, persisted);

        expect(after).to.equal(closed ? 'actor-stopped' : 'open');
      });
    }
  });

  describe('a state', () => {
    it('is followed over each restart, and until the actor has stopped', async () => {
      expect(await stage.page.evaluate(() => recipes.followed(6))).to.deep.equal({
        shown: [1, 2, 3, 4, 5, 6, 7],
        afterwards: [],
      });
    });
  });

  describe('a socket', () => {
    let server: WsServer;

    beforeEach(async () => {
      server = await WsServer.start();
      await stage.page.evaluate((url) => recipes.connect(url), server.url);
    });

    afterEach(() => server.kill());

    it('logs in at each open, and is given up when the server refuses', async () => {
      const first = await server.peer(0);
      await server.until(() => server.received.length === 1);
      first.socket.send('first');
      first.socket.close(1012);
      const second = await server.peer(1);
      await server.until(() => server.received.length === 2);
      second.socket.send('second');
      second.socket.close(1008);

      const { lines, kind } = await stage.page.evaluate(() => recipes.ended());

      expect(server.received).to.deep.equal(['login Ann', 'login Ann']);
      expect(lines).to.deep.equal(['first', 'second']);
      expect(kind).to.equal('ended');
    });

    it('is closed with 1000 when the actor stops', async () => {
      const { socket } = await server.peer();
      await server.until(() => server.received.length === 1);
      const close = once(socket, 'close');

      await stage.page.evaluate(() => void recipes.stop());

      expect((await close)[0]).to.equal(1000);
    });
  });

  // In a suite of its own, for the tests of a suite come before those of its suites.
  describe('all of them', () => {
    it('leave no error to the page', () => {
      expect(stage.errors).to.deep.equal([]);
    });
  });
});
