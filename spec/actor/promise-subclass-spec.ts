import { expect } from 'chai';
import { Actor, ask } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';

describe('A promise of a class with a `then` of its own', () => {
  onBothLanes((newSystem) => {
    it('is awaited as `await` would', async () => {
      class Lazy<T> extends Promise<T> {
        static of<T>(value: T): Lazy<T> {
          const lazy = new Lazy<T>(() => {});
          // Settles only when somebody asks, as p-lazy does.
          void Object.defineProperty(lazy, 'then', {
            value: (ok: (value: T) => unknown) => Promise.resolve(value).then(ok),
          });
          return lazy;
        }
      }
      await using system = newSystem();
      const ref = system.spawn(
        () =>
          new (class extends Actor {
            protected override handleMessage() {
              return Lazy.of(42);
            }
          })(),
      );

      expect(await ask(ref, 'now')).to.equal(42);
    });
  });
});
