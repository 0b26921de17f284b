import { expect } from 'chai';
import { of, Subject, throwError } from 'rxjs';
import type { Turn } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { newGate, newScene } from './support/listener.js';

describe('The turns of an input task', () => {
  onBothLanes((newSystem) => {
    it('wait for a message that is being handled', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      const source = new Subject<number>();
      const ref = await scene.start((self) => self.input(source, (value) => log.push(value)));

      ref.tell(async () => {
        log.push('message begins');
        await gate.opened;
        log.push('message ends');
      });
      await scene.settle();
      source.next(1);
      await scene.settle();
      const before = [...log];
      gate.open();
      await scene.settle();

      expect(before).to.deep.equal(['message begins']);
      expect(log).to.deep.equal(['message begins', 'message ends', 1]);
    });

    it('hold up messages, and the next value, until the handler has settled', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gates = [newGate(), newGate()];
      const source = new Subject<number>();
      const ref = await scene.start((self) =>
        self.input(source, async (value) => {
          log.push(`${value} begins`);
          await gates[value]?.opened;
          log.push(`${value} ends`);
        }),
      );

      source.next(0);
      ref.tell(() => log.push('message'));
      source.next(1);
      await scene.settle();
      const before = [...log];
      gates[0]?.open();
      await scene.settle();
      const between = [...log];
      gates[1]?.open();
      await scene.settle();

      expect(before).to.deep.equal(['0 begins']);
      expect(between.slice(1)).to.deep.equal(['0 ends', 'message', '1 begins']);
      expect(log.slice(4)).to.deep.equal(['1 ends']);
    });

    it('are also those of error and complete', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      await scene.start((self) => {
        self.input(of(1), {
          next: async () => {
            await gate.opened;
            log.push('next');
          },
          complete: async () => {
            log.push('complete begins');
            await undefined;
            log.push('complete ends');
          },
        });
        self.input(
          throwError(() => 'failed'),
          { error: (error) => log.push(error) },
        );
      });
      const before = [...log];

      gate.open();
      await scene.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['next', 'complete begins', 'complete ends', 'failed']);
    });

    it('come in order of arrival, among messages and other inputs', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const [one, two] = [new Subject<string>(), new Subject<string>()];
      const gate = newGate();
      const ref = await scene.start((self) => {
        self.input(one, (value) => log.push(value));
        self.input(two, (value) => log.push(value));
      });
      ref.tell(() => gate.opened);
      await scene.settle();

      two.next('a');
      ref.tell(() => log.push('b'));
      one.next('c');
      two.next('d');
      ref.tell(() => log.push('e'));
      one.next('f');
      gate.open();
      await scene.settle();

      expect(log).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f']);
    });

    it('never begin within the call that emits', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const source = new Subject<number>();
      await scene.start((self) => self.input(source, () => log.push('turn')));

      source.next(1);
      log.push('emitted');
      await scene.settle();

      expect(log).to.deep.equal(['emitted', 'turn']);
    });

    it('begin after setup has ended', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      await scene.start(async (self) => {
        self.input(of('value'), (value) => log.push(value));
        await gate.opened;
        log.push('set up');
      });

      gate.open();
      await scene.settle();

      expect(log).to.deep.equal(['set up', 'value']);
    });

    it('have no sender, and a signal that has not aborted', async () => {
      await using scene = newScene(newSystem);
      const turns: Turn[] = [];
      const keep = (_: unknown, turn: Turn) => void turns.push(turn);

      await scene.start((self) => {
        self.input(of(1), { next: keep, complete: (turn) => void turns.push(turn) });
        self.input(
          throwError(() => 'failed'),
          { error: keep },
        );
      });

      expect(turns.map(({ sender, signal }) => [sender, signal.aborted])).to.deep.equal(
        Array(3).fill([undefined, false]),
      );
    });

    it('call the methods of an observer on it', async () => {
      await using scene = newScene(newSystem);
      const observer = {
        seen: [] as unknown[],
        next(value: unknown) {
          this.seen.push(value);
        },
        complete() {
          this.seen.push('complete');
        },
      };

      await scene.start((self) => self.input(of(1), observer));

      expect(observer.seen).to.deep.equal([1, 'complete']);
    });

    it('pass over values that an observer has no callback for', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;

      const ref = await scene.start((self) => self.input(of(1, 2), { complete: () => log.push('complete') }));

      expect(log).to.deep.equal(['complete']);
      expect(ref.state).to.equal('running');
    });

    it('are counted in the events of the system like all others', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      scene.system.events.subscribe((event) => {
        if (event.type === 'turn-started' || event.type === 'turn-ended')
          log.push(`${event.type} ${event.messageType}`);
      });

      await scene.start((self) => self.input(of(1), { next: () => {}, complete: () => {} }));

      expect(log.filter((line) => `${line}`.includes('input'))).to.deep.equal([
        'turn-started input next',
        'turn-ended input next',
        'turn-started input complete',
        'turn-ended input complete',
      ]);
    });
  });
});
