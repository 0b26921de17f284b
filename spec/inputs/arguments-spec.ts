import { expect } from 'chai';
import { of, Subject } from 'rxjs';
import type { InputHandler, InputSource } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { type Listener, newScene } from './support/listener.js';

type Attempt = (self: Listener) => unknown;

/** What each attempt throws, as the name of its class and its message. */
function outcomes(self: Listener, attempts: readonly Attempt[]): string[] {
  return attempts.map((attempt) => {
    try {
      attempt(self);
      return 'nothing thrown';
    } catch (error) {
      return `${error}`;
    }
  });
}

function without(lines: readonly string[], pattern: RegExp): string[] {
  return lines.filter((line) => !pattern.test(line));
}

describe('The arguments of registerInputTask', () => {
  onBothLanes((newSystem) => {
    it('are checked for a source that nobody can read', async () => {
      await using scene = newScene(newSystem);
      const bad = [undefined, null, 7, true, Symbol('s'), {}, { subscribe: 7 }, 7n];
      let thrown: string[] = [];

      await scene.start((self) => {
        thrown = outcomes(
          self,
          bad.map((source) => () => self.input(source as unknown as InputSource<unknown>, () => {})),
        );
      });

      expect(thrown.length).to.equal(bad.length);
      expect(without(thrown, /^TypeError: Expected `source` to be /)).to.deep.equal([]);
    });

    it('are checked for a handler that cannot be called', async () => {
      await using scene = newScene(newSystem);
      const bad = [undefined, null, 7, 'f', { next: 7 }, { error: {} }, { complete: 'c' }, { next: null }];
      let thrown: string[] = [];

      await scene.start((self) => {
        thrown = outcomes(
          self,
          bad.map((handle) => () => self.input(of(1), handle as unknown as InputHandler<unknown>)),
        );
      });

      expect(thrown.length).to.equal(bad.length);
      expect(without(thrown, /^TypeError: Expected `handle` to be /)).to.deep.equal([]);
    });

    it('are checked for a count that is no number', async () => {
      await using scene = newScene(newSystem);
      const bad = [null, '1', {}, 1n, true];
      let thrown: string[] = [];

      await scene.start((self) => {
        thrown = outcomes(
          self,
          bad.map((count) => () => self.input(of(1), () => {}, { count: count as unknown as number })),
        );
      });

      expect(thrown.length).to.equal(bad.length);
      expect(without(thrown, /^TypeError: Expected `count` to be an integer >= 1, got /)).to.deep.equal([]);
    });

    it('are checked for a count that is out of range', async () => {
      await using scene = newScene(newSystem);
      const bad = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY];
      let thrown: string[] = [];

      await scene.start((self) => {
        thrown = outcomes(
          self,
          bad.map((count) => () => self.input(of(1), () => {}, { count })),
        );
      });

      expect(thrown.length).to.equal(bad.length);
      expect(without(thrown, /^RangeError: Expected `count` to be an integer >= 1, got /)).to.deep.equal([]);
    });

    it('are checked for options that are no object', async () => {
      await using scene = newScene(newSystem);
      let thrown: string[] = [];

      await scene.start((self) => {
        thrown = outcomes(
          self,
          [null, 7, 'count'].map((options) => () => self.input(of(1), () => {}, options as never)),
        );
      });

      expect(without(thrown, /^TypeError: Expected `options` to be /)).to.deep.equal([]);
    });

    it('take no part of a source when one of them is bad', async () => {
      await using scene = newScene(newSystem);
      const source = new Subject<number>();
      let calls = 0;
      const pull = async () => {
        calls += 1;
      };

      const ref = await scene.start((self) => {
        outcomes(self, [
          () => self.input(source, undefined as never),
          () => self.input(source, () => {}, { count: 0 }),
          () => self.input(pull, undefined as never),
          () => self.input(pull, () => {}, { count: 0 }),
        ]);
      });

      expect(source.observed).to.equal(false);
      expect(calls).to.equal(0);
      expect(ref.state).to.equal('running');
    });

    it('may leave the count undefined', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;

      await scene.start((self) => self.input([1, 2], (value) => log.push(value), { count: undefined }));

      expect(log).to.deep.equal([1, 2]);
    });
  });
});
