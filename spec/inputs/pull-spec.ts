import { expect } from 'chai';
import type { Subscription } from 'rxjs';
import { EndMainLoop } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { type Listener, newGate, newScene } from './support/listener.js';

/** What a handler does to end its actor. */
const ENDINGS: Readonly<Record<string, (self: Listener) => void>> = {
  fails: () => {
    throw new Error('oops');
  },
  'ends its main loop': (self) => self.end(),
  'ends its main loop by a throw': () => {
    throw new EndMainLoop();
  },
  'is stopped': (self) => void self.reference.stop(),
  'is stopped with a drain': (self) => void self.reference.stop({ drain: true }),
};

describe('An input task of a function', () => {
  onBothLanes((newSystem) => {
    it('calls it again only when its value has been handled', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gates = [newGate(), newGate(), newGate()];
      let calls = 0;
      await scene.start((self) =>
        self.input(
          async () => {
            log.push(`pull ${calls}`);
            return calls++;
          },
          async (value) => {
            await gates[value]?.opened;
            log.push(`handled ${value}`);
          },
          { count: 3 },
        ),
      );

      const logs = [[...log]];
      for (const gate of gates) {
        gate.open();
        await scene.settle();
        logs.push([...log]);
      }

      expect(logs.map((lines) => lines.length)).to.deep.equal([1, 3, 5, 6]);
      expect(log).to.deep.equal(['pull 0', 'handled 0', 'pull 1', 'handled 1', 'pull 2', 'handled 2']);
    });

    it('calls it as often as the count says, and then tells its end', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      let calls = 0;

      const ref = await scene.start((self) =>
        self.input(
          async () => {
            calls += 1;
            return calls;
          },
          { next: (value) => log.push(value), complete: () => log.push('complete') },
          { count: 2 },
        ),
      );

      expect(log).to.deep.equal([1, 2, 'complete']);
      expect(calls).to.equal(2);
      expect(ref.state).to.equal('running');
    });

    it('calls it without arguments, the first time at the call', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;

      await scene.start((self) => {
        self.input(
          (...parameters: unknown[]) => {
            log.push(parameters.length);
            return Promise.resolve();
          },
          () => {},
          { count: 1 },
        );
        log.push('registered');
      });

      expect(log).to.deep.equal([0, 'registered']);
    });

    it('lets messages in between two values', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      let calls = 0;
      const ref = await scene.start((self) =>
        self.input(
          async () => calls++,
          async (value) => {
            log.push(value);
            if (value === 0) await gate.opened;
          },
          { count: 2 },
        ),
      );
      ref.tell(() => log.push('message'));

      gate.open();
      await scene.settle();

      expect(log).to.deep.equal([0, 'message', 1]);
    });

    it('has ended when its promise rejects, and is not called again', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      let calls = 0;
      let subscription: Subscription | undefined;

      const ref = await scene.start((self) => {
        subscription = self.input(
          async () => {
            calls += 1;
            throw `failure ${calls}`;
          },
          { error: (error) => log.push(error), complete: () => log.push('complete') },
        );
      });

      expect(log).to.deep.equal(['failure 1']);
      expect(calls).to.equal(1);
      expect(subscription?.closed).to.equal(true);
      expect(ref.state).to.equal('running');
    });

    it('goes on after a failure that is caught inside it', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      let calls = 0;

      await scene.start((self) =>
        self.input(
          async () => {
            calls += 1;
            return calls === 1 ? Promise.reject(new Error('oops')).catch(() => 'caught') : 'fine';
          },
          (value) => log.push(value),
          { count: 2 },
        ),
      );

      expect(log).to.deep.equal(['caught', 'fine']);
    });

    it('has ended when it throws, and does not throw at the call', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const failure = new Error('thrown');

      const ref = await scene.start((self) => {
        self.input(
          () => {
            throw failure;
          },
          { error: (error) => log.push(error) },
        );
        log.push('registered');
      });

      expect(log).to.deep.equal(['registered', failure]);
      expect(ref.state).to.equal('running');
    });

    for (const [what, result] of Object.entries({ nothing: undefined, 'a value': 7, 'an object': {} })) {
      it(`fails with a TypeError that names the source when it returns ${what} instead of a promise`, async () => {
        await using scene = newScene(newSystem);
        const errors: unknown[] = [];

        await scene.start((self) =>
          self.input((() => result) as unknown as () => Promise<unknown>, {
            next: () => errors.push('a value'),
            error: (error) => errors.push(error),
          }),
        );

        expect(errors.length).to.equal(1);
        expect(errors[0]).to.be.instanceOf(TypeError);
        expect((errors[0] as Error).message).to.match(/`source\(\)`.*promise/);
      });
    }

    it('takes any thenable for a promise, and its value after promises were followed', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const thenable = {
        // biome-ignore lint/suspicious/noThenProperty: a promise of another library
        then(resolve: (value: unknown) => void) {
          resolve('value');
          resolve('second');
        },
      };

      await scene.start((self) =>
        self.input((() => thenable) as () => PromiseLike<unknown>, (value) => log.push(value), { count: 1 }),
      );

      expect(log).to.deep.equal(['value']);
    });

    for (const [how, leave] of Object.entries(ENDINGS)) {
      it(`is called no more once its handler's actor ${how}: its value would be lost`, async () => {
        await using scene = newScene(newSystem);
        let calls = 0;

        const ref = await scene.start((self) =>
          self.input(
            async () => {
              calls += 1;
            },
            () => leave(self),
          ),
        );
        await ref.stopped;
        await scene.settle();

        expect(calls).to.equal(1);
        expect(scene.system.deadLetters.count).to.equal(0);
      });
    }
  });
});
