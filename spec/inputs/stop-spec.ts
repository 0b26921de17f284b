import { expect } from 'chai';
import { Observable, Subject } from 'rxjs';
import { onBothLanes } from '../support/lanes.js';
import { newGate, newScene } from './support/listener.js';
import { silent } from './support/silent.js';

describe('The input tasks of an actor that stops', () => {
  onBothLanes((newSystem) => {
    it('are unsubscribed before teardown, Observables of any kind', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const hot = new Subject<number>();
      const cold = new Observable<number>(() => () => void log.push('cold left'));
      const ref = await scene.start(
        (self) => {
          self.input(hot, () => {});
          self.input(cold, () => {});
        },
        () => log.push(`teardown, hot ${hot.observed}`),
      );

      await ref.stop();

      expect(log).to.deep.equal(['cold left', 'teardown, hot false']);
    });

    it('are unsubscribed when the actor fails, too', async () => {
      await using scene = newScene(newSystem);
      const source = new Subject<number>();
      const ref = await scene.start((self) => self.input(source, () => {}));

      ref.tell(() => {
        throw new Error('oops');
      });
      await ref.stopped;

      expect(source.observed).to.equal(false);
    });

    it('are unsubscribed when setup fails after they began', async () => {
      await using scene = newScene(newSystem);
      const source = new Subject<number>();

      const ref = await scene.start((self) => {
        self.input(source, () => {});
        throw new Error('oops');
      });

      expect((await ref.stopped).kind).to.equal('failed');
      expect(source.observed).to.equal(false);
    });

    it('return an iterator whose next value has not come, without waiting for it', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const ref = await scene.start((self) => self.input(silent(log), () => {}));

      await ref.stop();

      expect(log).to.deep.equal(['next', 'return']);
    });

    it('let a generator run its finally', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      async function* generate() {
        try {
          yield 1;
          await gate.opened;
          yield 2;
        } finally {
          log.push('finally');
        }
      }
      const ref = await scene.start((self) => self.input(generate(), (value) => log.push(value)));

      await ref.stop();
      gate.open();
      await scene.settle();

      expect(log).to.deep.equal([1, 'finally']);
    });

    it('cancel the reader of a ReadableStream', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const stream = new ReadableStream<number>({ cancel: () => void log.push('cancelled') });
      const ref = await scene.start((self) => self.input(stream, () => {}));

      await ref.stop();
      await scene.settle();

      expect(log).to.deep.equal(['cancelled']);
    });

    it('pull no more', async () => {
      await using scene = newScene(newSystem);
      let calls = 0;
      const gate = newGate();
      const pull = async () => {
        calls += 1;
        await gate.opened;
      };
      const ref = await scene.start((self) => self.input(pull, () => {}));

      await ref.stop();
      gate.open();
      await scene.settle();

      expect(calls).to.equal(1);
    });

    it('cannot hold it up by an iterator whose return never settles, or fails', async () => {
      for (const give of [() => new Promise(() => {}), () => Promise.reject(new Error('return failed'))]) {
        await using scene = newScene(newSystem);
        const source = {
          [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: give }),
        };
        const ref = await scene.start((self) => self.input(source as AsyncIterable<number>, () => {}));

        const reason = await ref.stop();
        await scene.settle();

        expect(reason).to.deep.equal({ kind: 'requested' });
      }
    });

    it('cannot hold it up, or each other, by throwing when they are left', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const failure = new Error('not leaving');
      const stubborn = new Observable<number>(() => () => {
        throw failure;
      });
      const sync = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<never>(() => {}),
          return: () => {
            throw failure;
          },
        }),
      };
      const last = new Subject<number>();
      scene.system.events.subscribe((event) => {
        if (event.type === 'teardown-failed') log.push(event.actor === ref);
      });
      const ref = await scene.start(
        (self) => {
          self.input(stubborn, () => {});
          self.input(sync as AsyncIterable<number>, () => {});
          self.input(last, () => {});
        },
        () => log.push('teardown'),
      );

      const reason = await ref.stop();
      await scene.settle();

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(log.filter((line) => line === 'teardown')).to.deep.equal(['teardown']);
      expect(log.filter((line) => line === true)).to.deep.equal([true, true]);
      expect(last.observed).to.equal(false);
    });
  });
});
