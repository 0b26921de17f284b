import { expect } from 'chai';
import { NEVER, of, Subject, type Subscription } from 'rxjs';
import { onBothLanes } from '../support/lanes.js';
import { newGate, newScene } from './support/listener.js';
import { silent } from './support/silent.js';

describe('The Subscription of an input task', () => {
  onBothLanes((newSystem) => {
    it('leaves the source when it is unsubscribed, and nothing else', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const [one, two] = [new Subject<string>(), new Subject<string>()];
      let subscription: Subscription | undefined;
      const ref = await scene.start((self) => {
        subscription = self.input(one, { next: (value) => log.push(value), complete: () => log.push('end') });
        self.input(two, (value) => log.push(value));
      });
      one.next('a');
      await scene.settle();

      subscription?.unsubscribe();
      one.next('b');
      one.complete();
      two.next('c');
      await scene.settle();

      expect(log).to.deep.equal(['a', 'c']);
      expect(one.observed).to.equal(false);
      expect(ref.state).to.equal('running');
    });

    it('ends a function that is being waited for', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      const gate = newGate();
      let calls = 0;
      let subscription: Subscription | undefined;
      await scene.start((self) => {
        subscription = self.input(
          async () => {
            calls += 1;
            await gate.opened;
            return calls;
          },
          (value) => log.push(value),
        );
      });

      subscription?.unsubscribe();
      gate.open();
      await scene.settle();

      expect(log).to.deep.equal([]);
      expect(calls).to.equal(1);
    });

    it('returns an iterator', async () => {
      await using scene = newScene(newSystem);
      const { log } = scene;
      let subscription: Subscription | undefined;
      await scene.start((self) => {
        subscription = self.input(silent(log), () => {});
      });

      subscription?.unsubscribe();
      await scene.settle();

      expect(log).to.deep.equal(['next', 'return']);
    });

    it('is closed when the source has ended, has failed, or the actor has stopped', async () => {
      await using scene = newScene(newSystem);
      const subscriptions: Subscription[] = [];
      const ref = await scene.start((self) => {
        subscriptions.push(self.input(of(1), () => {}));
        subscriptions.push(self.input(Promise.reject(new Error('oops')), { error: () => {} }));
        subscriptions.push(self.input(NEVER, () => {}));
      });

      const before = subscriptions.map(({ closed }) => closed);
      await ref.stop();

      expect(before).to.deep.equal([true, true, false]);
      expect(subscriptions.map(({ closed }) => closed)).to.deep.equal([true, true, true]);
    });
  });
});
