import { expect } from 'chai';
import { Observable, of, Subject, throwError } from 'rxjs';
import type { InputSource } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { newScene } from './support/listener.js';

const FAILURE = new Error('the source failed');

/** Sources that give 1 and then fail, in each of the ways there are. */
const FAILING: Readonly<Record<string, () => InputSource<number>>> = {
  'an Observable that errors while it is subscribed': () =>
    new Observable((subscriber) => {
      subscriber.next(1);
      subscriber.error(FAILURE);
    }),
  'an Observable that throws while it is subscribed': () =>
    new Observable((subscriber) => {
      subscriber.next(1);
      throw FAILURE;
    }),
  'an Observable that errors later': () =>
    new Observable((subscriber) => {
      subscriber.next(1);
      void Promise.resolve().then(() => subscriber.error(FAILURE));
    }),
  'an iterable that throws': () =>
    (function* () {
      yield 1;
      throw FAILURE;
    })(),
  'an async generator that throws': () =>
    (async function* () {
      yield 1;
      throw FAILURE;
    })(),
  'a ReadableStream that errors': () => {
    let pulls = 0;
    return new ReadableStream(
      {
        pull: (controller) => {
          pulls += 1;
          if (pulls === 1) controller.enqueue(1);
          else controller.error(FAILURE);
        },
      },
      { highWaterMark: 0 },
    );
  },
  'a function that rejects': () => {
    let calls = 0;
    return async () => {
      calls += 1;
      if (calls > 1) throw FAILURE;
      return calls;
    };
  },
  'a function that throws': () => {
    let calls = 0;
    return () => {
      calls += 1;
      if (calls > 1) throw FAILURE;
      return Promise.resolve(calls);
    };
  },
};

describe('An input task that fails', () => {
  onBothLanes((newSystem) => {
    for (const [name, make] of Object.entries(FAILING)) {
      it(`tells its error handler: ${name}`, async () => {
        await using scene = newScene(newSystem);
        const { log } = scene;

        const ref = await scene.start((self) =>
          self.input(make(), {
            next: (value) => log.push(value),
            error: (error) => log.push(error),
            complete: () => log.push('complete'),
          }),
        );

        expect(log).to.deep.equal([1, FAILURE]);
        expect(ref.state).to.equal('running');
      });

      it(`fails its actor with the same error where it has no handler: ${name}`, async () => {
        await using scene = newScene(newSystem);
        const { log } = scene;

        const ref = await scene.start((self) => self.input(make(), (value) => log.push(value)));

        const reason = await ref.stopped;
        expect(reason.kind).to.equal('failed');
        expect('error' in reason && reason.error).to.equal(FAILURE);
        expect(log).to.deep.equal([1]);
      });
    }

    it('tells its error handler of a promise that rejects', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;

      const ref = await scene.start((self) =>
        self.input(Promise.reject(FAILURE), { error: (error) => log.push(error) }),
      );

      expect(log).to.deep.equal([FAILURE]);
      expect(ref.state).to.equal('running');
    });

    it('fails its actor with a promise that rejects, where it has no handler', async () => {
      await using scene = newScene(newSystem);

      const ref = await scene.start((self) => self.input(Promise.reject(FAILURE), () => {}));

      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: FAILURE });
    });

    it('costs the other inputs nothing, and messages neither', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const source = new Subject<string>();
      const ref = await scene.start((self) => {
        self.input(
          throwError(() => FAILURE),
          { error: () => log.push('failed') },
        );
        self.input(of('a', 'b'), (value) => log.push(value));
        self.input(source, (value) => log.push(value));
      });

      source.next('c');
      ref.tell(() => log.push('message'));
      await scene.settle();

      expect(log).to.deep.equal(['failed', 'a', 'b', 'c', 'message']);
    });

    it('fails its actor when its handler throws, and leaves the source', async () => {
      await using scene = newScene(newSystem);
      const source = new Subject<number>();
      const ref = await scene.start((self) =>
        self.input(source, () => {
          throw FAILURE;
        }),
      );

      source.next(1);
      const reason = await ref.stopped;

      expect(reason).to.deep.equal({ kind: 'failed', error: FAILURE });
      expect(source.observed).to.equal(false);
    });

    it('fails its actor when its error handler throws, with what that throws', async () => {
      await using scene = newScene(newSystem);
      const other = new Error('the handler failed');

      const ref = await scene.start((self) =>
        self.input(
          throwError(() => FAILURE),
          {
            error: () => {
              throw other;
            },
          },
        ),
      );

      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: other });
    });

    it('has no more turns after its error, whatever its source does', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      let misbehave = () => {};
      const wild = {
        subscribe(observer: { next(value: number): void; error(error: unknown): void; complete(): void }) {
          misbehave = () => {
            observer.next(2);
            observer.error(FAILURE);
            observer.complete();
          };
          observer.next(1);
          observer.error(FAILURE);
          misbehave();
          return { unsubscribe() {} };
        },
        [Symbol.observable ?? '@@observable']() {
          return this;
        },
      };
      const ref = await scene.start((self) =>
        self.input(wild as unknown as Observable<number>, {
          next: (value) => log.push(value),
          error: () => log.push('error'),
          complete: () => log.push('complete'),
        }),
      );

      misbehave();
      await scene.settle();

      expect(log).to.deep.equal([1, 'error']);
      expect(ref.state).to.equal('running');
    });
  });
});
