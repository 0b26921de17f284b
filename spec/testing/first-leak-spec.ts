import { expect } from 'chai';
import { interval } from 'rxjs';
import { Actor, ActorSystem } from '../../lib/index.js';
import { expectNoLeaks, TestClock } from '../../lib/testing.js';

class Poller extends Actor {
  protected override setup() {
    this.registerInputTask(interval(1_000), () => {});
    this.timers.every('report', 60_000, () => {});
  }
}

// The program that docs/testing.md shows.
describe('expectNoLeaks, at the end of a program', () => {
  // #region none
  it('leaves nothing behind', async () => {
    const system = new ActorSystem();
    system.spawn(() => new Poller());

    await system.shutdown();

    expectNoLeaks(system);
  });
  // #endregion

  it('lists what is left', async () => {
    // #region left
    const clock = new TestClock();
    const system = new ActorSystem({ clock, name: 'weather' });
    system.spawn(() => new Poller(), { id: 'poller' });
    await clock.advance(10);

    expect(() => expectNoLeaks(system)).to.throw(
      `Left in the system \`weather\` at 10 ms:
  actor /poller: running, since 0 ms
  input /poller: Observable, since 0 ms
  timer /poller: every \`report\`, since 0 ms
  clock weather: a callback for 60000 ms, since 0 ms`,
    );
    // #endregion
    await system.shutdown();
  });
});
