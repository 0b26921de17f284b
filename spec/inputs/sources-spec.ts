import { expect } from 'chai';
import { BehaviorSubject, type Observable, of, Subject } from 'rxjs';
import { onBothLanes } from '../support/lanes.js';
import { newScene } from './support/listener.js';
import { specimens } from './support/sources.js';

describe('registerInputTask', () => {
  onBothLanes((newSystem) => {
    for (const [name, make] of Object.entries(specimens)) {
      it(`handles the values of ${name}, in order, and then its end`, async () => {
        await using scene = newScene(newSystem);
        const { log } = scene;
        const { source, emit } = make();

        const ref = await scene.start((self) =>
          self.input(source, { next: (value) => log.push(value), complete: () => log.push('complete') }),
        );
        emit?.();
        await scene.settle();

        expect(log).to.deep.equal([1, 2, 3, 'complete']);
        expect(ref.state).to.equal('running');
      });

      it(`fetches from ${name} no value beyond the count`, async () => {
        await using scene = newScene(newSystem);
        const { log } = scene;
        const { source, emit, fetched } = make();

        const ref = await scene.start((self) =>
          self.input(
            source,
            { next: (value) => log.push(value), complete: () => log.push('complete') },
            { count: 2 },
          ),
        );
        emit?.();
        await scene.settle();

        expect(log).to.deep.equal([1, 2, 'complete']);
        expect(fetched()).to.equal(2);
        expect(ref.state).to.equal('running');
      });
    }

    it('handles the value of a promise, and then its end', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;

      await scene.start((self) =>
        self.input(Promise.resolve('value'), {
          next: (value) => log.push(value),
          complete: () => log.push('complete'),
        }),
      );

      expect(log).to.deep.equal(['value', 'complete']);
    });

    it('handles the value of a promise with a count', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;

      await scene.start((self) =>
        self.input(
          Promise.resolve('value'),
          { next: (value) => log.push(value), complete: () => log.push('complete') },
          { count: 1 },
        ),
      );

      expect(log).to.deep.equal(['value', 'complete']);
    });

    it('handles what a source emits while it is subscribed', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const source = new BehaviorSubject('present');

      await scene.start((self) => self.input(source, (value) => log.push(value)));
      source.next('later');
      await scene.settle();

      expect(log).to.deep.equal(['present', 'later']);
    });

    it('passes values by identity, promises and undefined included', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const values = [undefined, null, {}, [], of(1), Number.NaN, () => {}];

      await scene.start((self) => self.input(of(...values), (value: unknown) => void log.push(value)));

      expect(log.length).to.equal(values.length);
      expect(log.filter((value, index) => !Object.is(value, values[index]))).to.deep.equal([]);
    });

    it('takes an Observable of another library by the interop key', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const subject = new Subject<number>();
      const foreign = { [Symbol.observable ?? '@@observable']: () => subject };

      await scene.start((self) =>
        self.input(foreign as unknown as Observable<number>, (value) => log.push(value)),
      );
      subject.next(1);
      await scene.settle();

      expect(log).to.deep.equal([1]);
    });

    it('takes a source during a later turn too', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      let self: Parameters<Parameters<typeof scene.start>[0]>[0] | undefined;
      const ref = await scene.start((listener) => {
        self = listener;
      });

      ref.tell(() => void self?.input(of(1, 2), (value) => log.push(value)));
      await scene.settle();

      expect(log).to.deep.equal([1, 2]);
    });

    it('subscribes a source once, and at the call', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const source = new Subject<number>();

      await scene.start((self) => {
        log.push(source.observed);
        self.input(source, () => {});
        log.push(source.observed);
      });

      expect(log).to.deep.equal([false, true]);
    });
  });
});
