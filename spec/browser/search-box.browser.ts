import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { ActorSystem, AnyActorRef } from 'rxactors';
import { filter, firstValueFrom, fromEvent, ReplaySubject } from 'rxjs';
import { type Search, type Site, serve } from '../../samples/12-search-box/server.js';
import { script } from './bundle.js';
import { type Stage, visit } from './chromium.js';
import type { stage as StageOfPage } from './page/stage.js';
import { expectScreenshot } from './screenshot.js';

/** A search that has reached the server, and waits for the test to answer it. */
interface Asked {
  readonly text: string;
  readonly signal: AbortSignal;
  answer(names: readonly string[]): void;
  fail(): void;
}

/** Stands behind the server, and answers when the test says so: nothing here depends on time. */
class Desk {
  readonly #asked = new ReplaySubject<Asked>();
  readonly texts: string[] = [];

  readonly search: Search = (text, signal) =>
    new Promise((resolve, reject) => {
      this.texts.push(text);
      this.#asked.next({ text, signal, answer: resolve, fail: () => reject(new Error('told to')) });
    });

  /** Resolves when that text is asked for, the `nth` time. */
  asked(text: string, nth = 1): Promise<Asked> {
    let count = 0;
    return firstValueFrom(this.#asked.pipe(filter((each) => each.text === text && ++count === nth)));
  }
}

async function aborted({ signal }: Asked): Promise<void> {
  if (!signal.aborted) await firstValueFrom(fromEvent(signal, 'abort'));
}

declare const system: ActorSystem;
declare const stage: typeof StageOfPage;

describe('samples/12-search-box', function () {
  this.timeout(30_000);

  let desk: Desk;
  let site: Site;
  let browser: Stage;
  let page: Page;

  const field = () => page.getByLabel('Part of a name');
  const names = () => page.getByRole('list', { name: 'Results' }).getByRole('listitem');
  const status = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const failure = () => page.getByRole('alert').filter({ hasText: 'That did not work' });

  /** As the browser does: as the page is left, and as a page that it kept is shown again. */
  const happens = (type: 'pagehide' | 'pageshow') =>
    page.evaluate((type) => window.dispatchEvent(new PageTransitionEvent(type, { persisted: true })), type);

  before(async () => {
    site = await serve((text, signal) => desk.search(text, signal));
    browser = await visit('about:blank');
    page = browser.page;
    await page.setViewportSize({ width: 540, height: 420 });
    await page.addInitScript(await script("import './page/stage.js';"));
  });

  beforeEach(async () => {
    desk = new Desk();
    await page.goto(site.address);
    await status('Try');
  });

  afterEach(() => expect(browser.errors).to.deep.equal([]));

  after(async () => {
    await (browser as Stage | undefined)?.[Symbol.asyncDispose]();
    await (site as Site | undefined)?.[Symbol.asyncDispose]();
  });

  it('shows an empty box, and asks for nothing', async () => {
    await expectScreenshot(page, 'search-box-empty');
    expect(desk.texts).to.deep.equal([]);
  });

  it('shows what is found for what was typed, and takes nothing for markup', async () => {
    const found = ['concatMap', 'map', 'MapSubscriber', '<b>map</b>'];
    await field().pressSequentially('map');
    const asked = await desk.asked('map');
    await status('Looking for “map”');
    asked.answer(found);

    await status('4 names have “map”');
    expect(await names().allTextContents()).to.deep.equal(found);
    await expectScreenshot(page, 'search-box-found');
  });

  it('searches by a click, too, and stays on its page', async () => {
    await field().fill('of');
    (await desk.asked('of')).answer(['of']);
    await status('One name has “of”');

    await page.getByRole('button', { name: 'Search' }).click();
    (await desk.asked('of', 2)).answer([]);

    await status('No names have “of”');
    expect(page.url()).to.equal(site.address);
  });

  it('aborts the request that runs when there is a new text', async () => {
    await field().press('o');
    const first = await desk.asked('o');
    await field().press('f');
    const second = await desk.asked('of');
    await aborted(first);
    first.answer(['too late']);
    second.answer(['of']);

    await status('One name has “of”');
    expect(second.signal.aborted).to.equal(false);
    expect(await names().allTextContents()).to.deep.equal(['of']);
  });

  it('aborts the request that runs when the text is taken away', async () => {
    await field().press('o');
    const asked = await desk.asked('o');
    await field().press('Backspace');
    await aborted(asked);

    await status('Try');
    expect(desk.texts).to.deep.equal(['o']);
  });

  it('asks once for what is typed within a frame: for the latest', async () => {
    await page.evaluate(() => stage.holdFrames());
    await field().press('m'); // is asked for at once, and the turn waits for the frame
    await desk.asked('m');
    await field().press('a');
    await field().press('p');
    await page.evaluate(() => stage.drawFrame());
    await desk.asked('map');

    expect(desk.texts).to.deep.equal(['m', 'map']);
    expect(await page.evaluate(() => system.deadLetters.counts.superseded)).to.equal(1);
  });

  it('shows an error, and recovers by another try', async () => {
    await field().fill('map');
    (await desk.asked('map')).answer(['map']);
    await names().waitFor();
    await field().fill('fail');
    (await desk.asked('fail')).fail();

    await failure().waitFor();
    expect(await names().count()).to.equal(0);
    await expectScreenshot(page, 'search-box-failed');

    await field().press('Enter');
    (await desk.asked('fail', 2)).answer(['fails no more']);
    await status('One name has “fail”');
    expect(await failure().count()).to.equal(0);
    expect(await names().allTextContents()).to.deep.equal(['fails no more']);
  });

  it('shows an error where the server is out of reach, and recovers by another text', async () => {
    await page.route('**/search?q=o', (route) => route.abort(), { times: 1 });
    await field().press('o');
    await failure().waitFor();

    await field().press('f');
    (await desk.asked('of')).answer(['of']);
    await status('One name has “of”');
    expect(await failure().count()).to.equal(0);
  });

  it('aborts the request when the page is left', async () => {
    await field().press('o');
    const asked = await desk.asked('o');
    await page.goto('about:blank');

    await aborted(asked);
  });

  it('ends the actors of a page that is left, also where the browser keeps the page, and leaves nothing', async () => {
    await page.evaluate(() => stage.holdFrames());
    await field().press('o'); // the box waits for a frame, and its child for an answer
    const asked = await desk.asked('o');
    const stopped = await page.evaluate(async () => {
      const ended: AnyActorRef[] = [];
      system.events.subscribe((event) => event.type === 'stopped' && ended.push(event.actor));
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      await system.shutdown();
      return ended.map((actor) => [actor.path, actor.state, actor.resources().length]);
    });
    await aborted(asked);

    expect(stopped).to.deep.equal([
      ['/SearchBox-1/Requests-2', 'stopped', 0],
      ['/SearchBox-1', 'stopped', 0],
    ]);
    expect(await page.evaluate(() => stage.left())).to.deep.equal(['pageshow']);
  });

  it('searches on in a page that the browser kept', async () => {
    await field().press('o');
    const asked = await desk.asked('o');
    await happens('pagehide');
    await aborted(asked);
    await happens('pageshow');

    (await desk.asked('o', 2)).answer(['of']);
    await status('One name has “o”');
  });
});
