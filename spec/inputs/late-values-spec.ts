import { expect } from 'chai';
import { of, Subject } from 'rxjs';
import { isActorError } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { type Listener, newGate, newScene } from './support/listener.js';

describe('The input tasks of an actor that is stopping', () => {
  onBothLanes((newSystem) => {
    it('have values that arrive while it stops become dead letters', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      const source = new Subject<string>();
      scene.system.deadLetters.subscribe(({ message, reason, recipient }) =>
        log.push([message, reason, recipient === ref]),
      );
      const ref = await scene.start((self) => self.input(source, (value) => log.push(value)));
      ref.tell(() => gate.opened);
      await scene.settle();

      source.next('waits');
      const stopped = ref.stop();
      source.next('too late');
      gate.open();
      await stopped;
      await scene.settle();

      expect(log).to.deep.equal([
        ['waits', 'actor-stopped', true],
        ['too late', 'actor-stopped', true],
      ]);
    });

    it('have the value of a pull that was out become a dead letter', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      scene.system.deadLetters.subscribe(({ message }) => log.push(message));
      const ref = await scene.start((self) =>
        self.input(
          () => gate.opened.then(() => 'pulled'),
          () => log.push('handled'),
        ),
      );

      await ref.stop();
      gate.open();
      await scene.settle();

      expect(log).to.deep.equal(['pulled']);
    });

    it('have what waited handled by a drain, and nothing that comes later', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      const source = new Subject<string>();
      const ref = await scene.start((self) =>
        self.input(source, { next: (value) => log.push(value), complete: () => log.push('complete') }),
      );
      ref.tell(() => gate.opened);
      await scene.settle();

      source.next('waits');
      const stopped = ref.stop({ drain: true });
      source.next('too late');
      source.complete();
      gate.open();
      await stopped;

      expect(log).to.deep.equal(['waits']);
      expect(scene.system.deadLetters.counts['actor-stopped']).to.equal(1);
    });

    it('refuse new ones with actor-stopped, in a turn and in teardown', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const attempt = (self: Listener) => {
        try {
          self.input(of(1), () => log.push('handled'));
        } catch (error) {
          log.push(isActorError(error, 'actor-stopped'));
        }
      };
      let listener: Listener | undefined;
      const ref = await scene.start((self) => {
        listener = self;
      }, attempt);

      ref.tell(() => {
        listener?.end();
        attempt(listener as Listener);
      });
      await ref.stopped;
      attempt(listener as Listener);

      expect(log).to.deep.equal([true, true, true]);
    });
  });
});
