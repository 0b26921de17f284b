import { expect } from 'chai';
import { Subject } from 'rxjs';
import { bounded, type InputSource } from '../../lib/index.js';
import { gate } from '../life/support/gate.js';
import { onBothLanes } from '../support/lanes.js';
import { Desk } from './support/desk.js';

/** Sources that are read value by value: 1, 2, … up to `last`; `log` says what was read. */
const PAUSABLE: Readonly<Record<string, (log: number[], last: number) => InputSource<number>>> = {
  'An async generator': (log, last) =>
    (async function* () {
      for (let value = 1; value <= last; value++) {
        log.push(value);
        yield value;
      }
    })(),
  'A ReadableStream': (log, last) =>
    new ReadableStream<number>(
      {
        pull(controller) {
          log.push(log.length + 1);
          controller.enqueue(log.length);
          if (log.length === last) controller.close();
        },
      },
      { highWaterMark: 0 },
    ),
};

for (const [name, source] of Object.entries(PAUSABLE)) {
  describe(`${name} at a bounded mailbox`, () => {
    onBothLanes((newSystem) => {
      it('is not read further while it is full, and loses nothing', async () => {
        await using desk = new Desk(newSystem, bounded(2));
        const read: number[] = [];

        await desk.block((self) => {
          self.registerInputTask(source(read, 6), {
            next: (value) => void desk.handled.push(value),
            complete: () => void desk.handled.push('complete'),
          });
        });
        const meanwhile = [...read];
        await desk.open();

        expect(meanwhile).to.deep.equal([1, 2]);
        expect(desk.handled).to.deep.equal([1, 2, 3, 4, 5, 6, 'complete']);
        expect(desk.letters).to.deep.equal([]);
        expect(desk.ref.mailbox.highWater).to.equal(2);
      });

      it('waits in line with what is told and offered', async () => {
        await using desk = new Desk(newSystem, bounded(1));
        const read: number[] = [];

        await desk.block((self) => {
          self.registerInputTask(source(read, 2), (value) => void desk.handled.push(value));
        });
        const offered = desk.ref.offer('offered');
        desk.tell('told');
        await desk.open();
        await offered;

        expect(desk.handled).to.have.members([1, 2, 'offered']);
        expect(desk.letters).to.deep.equal(['told mailbox-full']);
      });

      it('is not read any more when the actor stops meanwhile', async () => {
        await using desk = new Desk(newSystem, bounded(1));
        const read: number[] = [];

        await desk.block((self) => {
          self.registerInputTask(source(read, 5), () => undefined);
        });
        const stopped = desk.ref.stop();
        await desk.open();
        await stopped;

        expect(read).to.deep.equal([1]);
        expect(desk.letters).to.deep.equal(['1 actor-stopped']);
      });
    });
  });
}

describe('A function at a bounded mailbox', () => {
  onBothLanes((newSystem) => {
    it('is not called while it is full', async () => {
      await using desk = new Desk(newSystem, bounded(2));
      let calls = 0;

      await desk.block((self) => {
        desk.tell('a', 'b');
        self.registerInputTask(
          async () => {
            calls += 1;
            return calls;
          },
          (value) => void desk.handled.push(value),
          { count: 3 },
        );
      });
      const meanwhile = calls;
      await desk.open();

      expect(meanwhile).to.equal(0);
      expect(desk.handled).to.deep.equal(['a', 'b', 1, 2, 3]);
      expect(desk.letters).to.deep.equal([]);
    });

    it('waits with a value for which there is no room any more', async () => {
      await using desk = new Desk(newSystem, bounded(1));
      let give = (_value: string): void => undefined;
      await desk.block((self) => {
        self.registerInputTask(
          () =>
            new Promise<string>((resolve) => {
              give = resolve;
            }),
          (value) => void desk.handled.push(value),
        );
      });

      desk.tell('a');
      give('value');
      await desk.settle();
      const { size } = desk.ref.mailbox;
      await desk.open();

      expect(size).to.equal(1);
      expect(desk.handled).to.deep.equal(['a', 'value']);
    });

    it('is called again when its value has been dropped as the oldest', async () => {
      await using desk = new Desk(newSystem, bounded(1, { overflow: 'dropOldest' }));
      let calls = 0;
      await desk.block((self) => {
        self.registerInputTask(
          async () => {
            calls += 1;
            return calls;
          },
          (value) => void desk.handled.push(value),
          { count: 3 },
        );
      });

      desk.tell('a');
      const atOnce = calls;
      await desk.open();

      expect(atOnce, '`tell` runs no code of others').to.equal(1);
      expect(desk.letters).to.deep.equal(['1 mailbox-full']);
      expect(desk.handled).to.deep.equal(['a', 2, 3]);
    });

    it('ends at its count though its last value is dropped', async () => {
      await using desk = new Desk(newSystem, bounded(1, { overflow: 'dropOldest' }));
      const complete = () => void desk.handled.push('complete');
      await desk.block((self) => {
        self.registerInputTask(async () => 1, { next: () => undefined, complete }, { count: 1 });
      });

      desk.tell('a');
      await desk.open();

      expect(desk.handled).to.deep.equal(['a', 'complete']);
    });
  });
});

describe('A hot source at a bounded mailbox', () => {
  onBothLanes((newSystem) => {
    for (const overflow of ['reject', 'dropOldest'] as const) {
      const [kept, dropped] = { reject: ['ab', 'cd'], dropOldest: ['cd', 'ab'] }[overflow];

      it(`follows the rule ${overflow}`, async () => {
        const source = new Subject<string>();
        await using desk = new Desk(newSystem, bounded(2, { overflow }));
        await desk.block((self) => {
          self.registerInputTask(source, (value) => void desk.handled.push(value));
        });

        for (const value of 'abcd') source.next(value);
        await desk.open();

        expect(desk.handled).to.deep.equal([...(kept ?? '')]);
        expect(desk.letters).to.deep.equal([...(dropped ?? '')].map((value) => `${value} mailbox-full`));
      });

      for (const end of ['complete', 'error'] as const) {
        it(`tells its ${end} though the mailbox is full, by the rule ${overflow}`, async () => {
          const source = new Subject<string>();
          await using desk = new Desk(newSystem, bounded(1, { overflow }));
          await desk.block((self) => {
            self.registerInputTask(source, {
              next: (value) => void desk.handled.push(value),
              error: (error) => void desk.handled.push(error),
              complete: () => void desk.handled.push('complete'),
            });
          });

          source.next('a');
          if (end === 'complete') source.complete();
          else source.error('error');
          desk.tell('b', 'c');
          await desk.open();

          const ended = overflow === 'reject' ? ['a', end] : [end, 'c'];
          expect(desk.handled).to.deep.equal(ended);
        });
      }
    }

    it('tells the end of one that can wait behind its last value, which waits for room', async () => {
      await using desk = new Desk(newSystem, bounded(1));
      let give = (): void => undefined;
      const value = new Promise<void>((resolve) => {
        give = resolve;
      });
      async function* source() {
        await value;
        yield 'value';
      }
      await desk.block((self) => {
        self.registerInputTask(source(), {
          next: (given) => void desk.handled.push(given),
          complete: () => void desk.handled.push('complete'),
        });
      });

      desk.tell('a');
      give();
      await desk.settle();
      await desk.open();

      expect(desk.handled).to.deep.equal(['a', 'value', 'complete']);
    });
  });
});

describe('A source that is being read when the mailbox fills', () => {
  onBothLanes((newSystem) => {
    it('is not read again before there is room for what it gives', async () => {
      const arrive: ((value: string) => void)[] = [];
      const source: AsyncIterable<string> = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise((resolve) => arrive.push((value) => resolve({ done: false, value }))),
        }),
      };
      const turns = [gate(), gate(), gate()];
      let begun = 0;
      const turn = () => turns[begun++]?.passed;
      await using desk = new Desk(newSystem, bounded(1), {
        setup: (self) => void self.registerInputTask(source, turn),
        message: turn,
      });
      await desk.settle();
      desk.tell('runs');
      await desk.settle();
      desk.tell('waits');
      const reads: number[] = [];

      arrive[0]?.('for room');
      await desk.settle();
      for (const { open } of turns) {
        reads.push(arrive.length);
        open();
        await desk.settle();
      }

      // Behind the first turn the value is let in and fills the mailbox; behind the second it is handled.
      expect(reads).to.deep.equal([1, 1, 2]);
    });
  });
});
