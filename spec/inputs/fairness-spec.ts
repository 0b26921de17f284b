import { expect } from 'chai';
import { onBothLanes } from '../support/lanes.js';
import { soon } from '../support/soon.js';
import { Listener, newScene } from './support/listener.js';

/** Ends a source that should have been interrupted long before, so that a failure is no endless loop. */
const FAR_TOO_MANY = 1_000_000;

/** Endless sources whose next value is there at once; `next` is called for each. */
const ENDLESS: Readonly<
  Record<
    string,
    (next: () => boolean) => AsyncIterable<number> | ReadableStream<number> | (() => Promise<number>)
  >
> = {
  'an async generator': (next) =>
    (async function* () {
      while (next()) yield 1;
    })(),
  'an async iterable': (next) => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: !next(), value: 1 }),
    }),
  }),
  'a ReadableStream': (next) =>
    new ReadableStream<number>({
      pull: (controller) => {
        if (next()) controller.enqueue(1);
        else controller.close();
      },
    }),
  'a function': (next) => () => (next() ? Promise.resolve(1) : new Promise(() => {})),
};

const HANDLERS: Readonly<Record<string, () => unknown>> = {
  sync: () => undefined,
  async: async () => undefined,
};

describe('An endless input task whose values are there at once', () => {
  onBothLanes((newSystem) => {
    for (const [name, make] of Object.entries(ENDLESS)) {
      for (const [kind, handle] of Object.entries(HANDLERS)) {
        it(`lets the event loop turn, and messages through: ${name}, ${kind} handler`, async () => {
          await using scene = newScene(newSystem);
          let given = 0;
          let handled = 0;
          let running = true;
          const next = () => {
            given += 1;
            return running && given < FAR_TOO_MANY;
          };
          const ref = scene.system.spawn(
            () =>
              new Listener((self) => {
                self.input<number>(make(next), () => {
                  handled += 1;
                  return handle();
                });
              }),
          );

          for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => soon(resolve));
          const answer = await ref.ask(() => 'answer');
          running = false;
          await ref.stop();

          expect(answer).to.equal('answer');
          expect(given).to.be.below(FAR_TOO_MANY);
          expect(handled).to.be.above(0);
        }).timeout(20_000);
      }
    }
  });
});
