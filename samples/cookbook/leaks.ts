// What an actor holds on to, and a check that it gives all of it back.
import { Actor, ActorSystem, type Handlers } from 'rxactors';
import { expectNoLeaks } from 'rxactors/testing';
import { NEVER } from 'rxjs';

interface Monitoring {
  ready(): boolean;
}

class Monitor extends Actor<Monitoring> {
  protected override setup() {
    this.registerInputTask(NEVER, () => undefined);
    this.timers.every('report', 1_000, () => undefined);
  }

  protected override readonly handlers: Handlers<Monitoring> = { ready: () => true };
}

export async function main(print: (line: string) => void): Promise<void> {
  // #region look
  const system = new ActorSystem();
  const monitor = system.spawn(() => new Monitor());
  await monitor.ask({ type: 'ready' });
  for (const { kind, label } of monitor.resources()) print(`${kind}: ${label}`);
  await system.shutdown();
  expectNoLeaks(system); // at the end of a test: throws, and names what is left
  // #endregion
  print(`${monitor.resources().length} left`);
}
