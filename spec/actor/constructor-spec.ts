import { expect } from 'chai';
import { Actor } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { handling } from './support/scripts.js';

describe('a constructor', () => {
  const uses: readonly [string, (self: Early) => unknown][] = [
    ['reference', (self) => self.reference],
    [
      'spawn',
      (self) =>
        self.use(
          'spawn',
          handling(() => undefined),
        ),
    ],
    ['tell', (self) => self.use('tell', { tell: () => undefined })],
    ['ask', (self) => self.use('ask')],
    ['registerInputTask', (self) => self.use('registerInputTask', [1], () => undefined)],
    ['endMainLoop', (self) => self.use('endMainLoop')],
    ['children', (self) => self.children],
    ['childLifecycle', (self) => self.childLifecycle],
    ['logger', (self) => self.logger],
  ];

  class Early extends Actor {
    constructor(use: (self: Early) => unknown) {
      super();
      use(this);
    }

    /** Opens what is protected. */
    use(name: string, ...parameters: unknown[]): unknown {
      const member = (this as unknown as Record<string, (...parameters: unknown[]) => unknown>)[name];
      return member?.apply(this, parameters);
    }
  }

  onBothLanes((newSystem) => {
    for (const [name, use] of uses) {
      it(`that uses ${name} throws a sentence that says to use setup`, async () => {
        await using system = newSystem();

        expect(() => system.spawn(() => new Early(use))).to.throw(
          Error,
          new RegExp(`\`${name}\`.*\`setup\``),
        );
      });
    }
  });
});
