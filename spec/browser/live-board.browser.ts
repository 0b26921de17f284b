import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { ActorSystem, type AnyActorRef, type StopReason } from 'rxactors';
import { expectNoLeaks } from 'rxactors/testing';
import { filter, firstValueFrom, map, mergeMap } from 'rxjs';
import { BoardServer } from '../../samples/13-live-board/server.js';
import { BoardPage } from './board-page.js';
import { BoardProcess } from './board-process.js';
import { type Stage, visit } from './chromium.js';

describe('samples/13-live-board', function () {
  this.timeout(60_000);

  let stage: Stage;
  let browser: Browser;
  let folder: string;
  let file: string;

  before(async () => {
    stage = await visit('about:blank');
    browser = stage.page.context().browser() as Browser;
  });

  after(() => (stage as Stage | undefined)?.[Symbol.asyncDispose]());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxactors-'));
    file = join(folder, 'board.json');
    endings = [];
  });

  afterEach(async () => {
    try {
      await endAll(endings);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  /** What is left to do after a test, also where it did not come to begin: the latest first. */
  let endings: (() => Promise<unknown>)[];

  const openOne = async (url: string) => {
    const page = await BoardPage.open(browser, url);
    endings.push(() => page.leave());
    return page;
  };
  const openTwo = (url: string) => Promise.all([openOne(url), openOne(url)] as const);

  it('is ended where it does not serve in time', async () => {
    const outcome = await BoardProcess.start(file, undefined, 1).catch((error: Error) => error.message);

    expect(outcome).to.equal('the board did not serve within 1 ms');
  });

  describe('with a server that stays', () => {
    let system: ActorSystem;
    let board: AnyActorRef;
    let warnings: string[];
    let ann: BoardPage;
    let bob: BoardPage;

    /** How the next connection ends. */
    const end = (): Promise<StopReason['kind']> =>
      firstValueFrom(
        system.events.pipe(
          mergeMap((event) => (event.type === 'stopped' ? [event] : [])),
          filter(({ actor }) => actor.path.includes('Connection')),
          map(({ reason }) => reason.kind),
        ),
      );

    /** Who follows the board. */
    const followers = () => board.resources().filter(({ kind }) => kind === 'stream');

    beforeEach(async () => {
      warnings = [];
      system = new ActorSystem({
        logger: { ...console, warn: (...parts: unknown[]) => warnings.push(parts.join(' ')) },
      });
      endings.push(async () => {
        await system.shutdown();
        expectNoLeaks(system);
      });
      const started = firstValueFrom(
        system.events.pipe(
          mergeMap((event) => (event.type === 'started' ? [event.actor] : [])),
          filter(({ path }) => path.endsWith('/board')),
        ),
      );
      const url = await new Promise<string>((resolve) => {
        const print = (line: string) => resolve(/http\S+/.exec(line)?.[0] ?? line);
        system.spawn(() => new BoardServer({ file, port: 0, print }));
      });
      board = await started;
      [ann, bob] = await openTwo(url);
    });

    it('shows on each page what is done on the other', async () => {
      for (const text of ['Water the plants', 'Write to Cem', 'Buy tea', 'Mend the lamp'])
        await ann.add(text);
      await bob.button('Move Buy tea to doing').click();
      await ann.button('Move Buy tea to done').click();
      await bob.button('Move Write to Cem to doing').click();
      await bob.button('Remove Mend the lamp').click();
      await ann.lacks('Mend the lamp');
      await bob.shows('Buy tea', 'done');

      const expected = { todo: ['Water the plants'], doing: ['Write to Cem'], done: ['Buy tea'] };
      expect(await ann.board()).to.deep.equal(expected);
      expect(await bob.board()).to.deep.equal(expected);
      await bob.looksLike('live-board');
    });

    it('takes a text as it is, and the keyboard', async () => {
      await ann.add('<b>&amp;');
      await ann.shows('<b>&amp;', 'todo');
      await ann.button('Move <b>&amp; to doing').press('Enter');
      await ann.shows('<b>&amp;', 'doing');
      await ann.page.keyboard.press('Enter'); // the button has moved, and has the focus still
      await bob.shows('<b>&amp;', 'done');

      expect(await bob.board()).to.deep.equal({ todo: [], doing: [], done: ['<b>&amp;'] });
    });

    it('lets go of a page that leaves, and of what it followed', async () => {
      expect(followers()).to.have.lengthOf(2);
      const left = end();
      await bob.leave();

      expect(await left).to.equal('ended');
      expect(followers()).to.have.lengthOf(1);
      await ann.add('still here');
      await ann.shows('still here', 'todo');
    });

    it('makes no change twice, where a page has missed that it was confirmed', async () => {
      const first = { number: 1, command: { type: 'add', id: 'first', text: 'Once' } };
      const second = { number: 2, command: { type: 'add', id: 'second', text: 'Then' } };
      await bob.sendAs('somebody', JSON.stringify([first]));
      await ann.button('Remove Once').click();
      await bob.lacks('Once');
      await bob.sendAs('somebody', JSON.stringify([first, second]));
      await ann.shows('Then', 'todo');

      expect(await ann.board()).to.deep.equal({ todo: ['Then'], doing: [], done: [] });
    });

    it('fails the connection that sends nonsense, and no other', async () => {
      const left = end();
      const closed = await bob.sendAs('nonsense', '[{"number":1,"command":{"type":"add","id":1}}]');

      expect(closed).to.equal(1006);
      expect(await left).to.equal('failed');
      expect(warnings.join()).to.match(/Connection.* failed: TypeError: No commands: \[/);
      await ann.add('unharmed');
      await bob.shows('unharmed', 'todo');
    });

    it('refuses pages of other sites', async () => {
      const { host, port } = new URL(bob.page.url());
      await bob.page.goto(`http://localhost:${port}/`); // for a browser that is not 127.0.0.1
      const opened = await bob.page.evaluate((host) => {
        const socket = new WebSocket(`ws://${host}/other`);
        return new Promise<boolean>((resolve) => {
          socket.addEventListener('open', () => resolve(true));
          socket.addEventListener('error', () => resolve(false));
        });
      }, host);

      expect(opened).to.equal(false);
    });
  });

  describe('with a server that is killed', () => {
    let server: BoardProcess;
    let ann: BoardPage;
    let bob: BoardPage;

    const start = async (url?: string) => {
      const started = await BoardProcess.start(file, url);
      endings.push(() => started.kill());
      return started;
    };

    beforeEach(async () => {
      server = await start();
      [ann, bob] = await openTwo(server.url);
    });

    const restart = async () => {
      server = await start(server.url);
    };

    it('says so, keeps what is done meanwhile, and sends it afterwards', async () => {
      for (const text of ['Water the plants', 'Write to Cem', 'Buy tea']) await ann.add(text);
      await Promise.all([ann.shows('Buy tea', 'todo'), bob.shows('Buy tea', 'todo')]); // confirmed, too
      await server.kill();
      await Promise.all([ann.says('Reconnecting…'), bob.says('Reconnecting…')]);
      await ann.add('Mend the lamp');
      await ann.button('Move Buy tea to doing').click();
      await ann.says('Reconnecting… 2 changes to send');
      await bob.button('Remove Write to Cem').click();
      await bob.says('Reconnecting… 1 change to send');
      await ann.looksLike('live-board-reconnecting');
      await restart();
      await Promise.all([ann.says('Online'), bob.says('Online')]);
      await Promise.all([ann.lacks('Write to Cem'), bob.shows('Mend the lamp', 'todo')]);

      const expected = { todo: ['Water the plants', 'Mend the lamp'], doing: ['Buy tea'], done: [] };
      expect(await ann.board()).to.deep.equal(expected);
      expect(await bob.board()).to.deep.equal(expected);
    });

    it('goes on after it was stopped properly, too', async () => {
      await ann.add('Buy tea');
      await ann.shows('Buy tea', 'todo');
      await server.interrupt();
      await Promise.all([ann.says('Reconnecting…'), bob.says('Reconnecting…')]);
      await restart();
      await Promise.all([ann.says('Online'), bob.says('Online')]);
      await bob.button('Move Buy tea to doing').click();

      await ann.shows('Buy tea', 'doing');
    });

    it('is killed twice under traffic, and no change is lost or made twice', async () => {
      const stay: string[] = [];
      /** Adds cards, moves all of them, and removes every third. */
      const traffic = async (who: BoardPage, name: string) => {
        for (let count = 1; count <= 6; count++) {
          const text = `${name} ${count}`;
          await who.add(text);
          await who.button(`Move ${text} to doing`).press('Enter'); // the mouse may miss what moves
          if (count % 3 === 0) await who.button(`Remove ${text}`).press('Enter');
          else stay.push(text);
        }
      };
      const trafficOfBoth = (when: string) =>
        Promise.all([traffic(ann, `ann ${when}`), traffic(bob, `bob ${when}`)]);
      for (const kill of ['first', 'second']) {
        const before = trafficOfBoth(`before the ${kill} kill`);
        await Promise.all([
          before,
          bob.shows(`ann before the ${kill} kill 2`, 'doing').then(() => server.kill()),
        ]);
        await Promise.all([ann.says(/^Reconnecting…/), bob.says(/^Reconnecting…/)]);
        await restart();
        // While the pages come back, and send what was done meanwhile.
        await trafficOfBoth(`after the ${kill} kill`);
        await Promise.all([ann.says('Online'), bob.says('Online')]);
      }
      await Promise.all([ann.add('the last of ann'), bob.add('the last of bob')]);
      await Promise.all(
        [ann, bob].flatMap((who) => ['ann', 'bob'].map((name) => who.shows(`the last of ${name}`, 'todo'))),
      );
      const seen = await ann.board();

      expect(await bob.board()).to.deep.equal(seen);
      expect(seen.doing).to.have.members(stay);
      expect(seen.todo).to.have.members(['the last of ann', 'the last of bob']);
      expect(seen.done).to.deep.equal([]);
    });
  });
});

/** Does all of it, the latest first, whatever becomes of the others. Rejects with what went wrong first. */
async function endAll(endings: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of endings.reverse()) await end().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
