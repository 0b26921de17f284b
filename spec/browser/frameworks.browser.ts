import { expect } from 'chai';
import { script } from './bundle.js';
import { open, type Stage } from './chromium.js';
import type { Showing } from './page/showing.js';

declare const showing: Showing;

/** Each with how many actors come and go where a component has one of its own: React tries a mount out. */
const APPS = [
  { name: 'React, in its strict mode', file: 'show-react', before: ['requested'] },
  { name: 'Vue', file: 'show-vue', before: [] },
  { name: 'Angular', file: 'show-angular', before: [] },
  {
    name: 'Angular, with the older decorators',
    file: 'show-angular',
    before: [],
    settings: { experimentalDecorators: true },
  },
] as const;

const start = (file: string) => `
  import { Showing } from './page/showing.js';
  import { start } from './page/${file}.js';
  globalThis.started = start().then((app) => { globalThis.showing = new Showing(app); });`;

declare const usable: typeof import('./page/show-vue.js').usable;
declare const started: Promise<void>;

describe('The samples of frameworks, in Chromium', function () {
  this.timeout(30_000);

  for (const { name, file, before: tried, ...more } of APPS) {
    describe(name, () => {
      let stage: Stage;

      const shows = async (text: string) => {
        await stage.page.getByRole('button', { name: text, exact: true }).waitFor({ timeout: 5_000 });
      };
      const show = async (which: 'own' | 'shared', text: string) => {
        await stage.page.evaluate((own) => (own ? showing.showOwn() : showing.showShared()), which === 'own');
        await shows(text);
      };

      before(async () => {
        stage = await open(await script(start(file), 'settings' in more ? more.settings : undefined));
      });

      beforeEach(async () => {
        await stage.page.reload();
        await stage.page.evaluate(() => started);
      });

      after(() => (stage as Stage | undefined)?.[Symbol.asyncDispose]());

      it('shows the state that a click has changed', async () => {
        await show('own', '0');

        await stage.page.click('button');
        await shows('1');
        await stage.page.click('button');
        await shows('2');
      });

      it('stops the actor of a component with it, and leaves nothing', async () => {
        await show('own', '0');
        const living = await stage.page.evaluate(() => showing.states());

        const hidden = await stage.page.evaluate(() => showing.hide());

        expect(living).to.deep.equal([...tried.map(() => 'stopped'), 'running']);
        expect(hidden.text).to.equal('');
        expect(hidden.own).to.deep.equal([...tried.map(() => 'stopped'), 'stopping']);
        await stage.page.evaluate(() => showing.stopShared());
        expect(await stage.page.evaluate(() => showing.stopped())).to.deep.equal([...tried, 'requested']);
      });

      it('follows an actor that lives longer, leaves it without a trace, and has its latest state next time', async () => {
        await show('shared', '0');
        await stage.page.evaluate(() => showing.addToShared(5));
        await shows('5');
        await stage.page.click('button');
        await shows('6');
        const held = await stage.page.evaluate(() => showing.held());

        const hidden = await stage.page.evaluate(() => showing.hide());
        await stage.page.evaluate(() => showing.addToShared(1));
        await show('shared', '7');

        expect(held).to.deep.equal(['stream state']);
        expect(hidden).to.deep.equal({ text: '', own: [], shared: [] });
      });

      it('follows another actor when it is handed one, and lets go of the one before', async () => {
        await show('shared', '0');
        await stage.page.click('button');
        await shows('1');

        await stage.page.evaluate(() => showing.handOther(7));
        await shows('7');
        const held = await stage.page.evaluate(() => [showing.held(), showing.heldByOther()]);
        await stage.page.click('button');
        await shows('8');
        await stage.page.evaluate(() => showing.hide());
        const heldAfterwards = await stage.page.evaluate(() => showing.heldByOther());

        expect(held).to.deep.equal([[], ['stream state']]);
        expect(heldAfterwards).to.deep.equal([]);
      });

      it('shows nothing of the actor before where the next one has no state', async () => {
        await show('shared', '0');
        await stage.page.click('button');
        await shows('1');

        await stage.page.evaluate(() => showing.handStopped());

        await shows('0');
      });

      it('keeps the last state of an actor that has stopped', async () => {
        await show('shared', '0');
        await stage.page.click('button');
        await shows('1');

        await stage.page.evaluate(() => showing.stopShared());

        await shows('1');
      });

      it('ends the actors of the app with it', async () => {
        await show('own', '0');

        const { kind, open } = await stage.page.evaluate(() => showing.end());

        expect(kind).to.be.oneOf(['parentStopped', 'requested']); // Angular has destroyed its service before
        expect(open).to.equal(false);
      });

      it('leaves no error to the page', () => {
        expect(stage.errors).to.deep.equal([]);
      });
    });
  }

  it('can use a reference wherever Vue keeps it: no proxy is put around it', async () => {
    await using stage = await open(
      await script("import { usable } from './page/show-vue.js'; globalThis.usable = usable;"),
    );

    expect(await stage.page.evaluate(() => usable())).to.deep.equal({
      ref: true,
      reactive: true,
      shallowRef: true,
      markRaw: true,
    });
  });
});
