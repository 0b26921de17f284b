import type { Observable, Subscription } from 'rxjs';
import type { ActorRef, SpawnOptions, SystemEvent } from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { handling } from '../../actor/support/scripts.js';
import { puppet, type Strings } from '../../life/support/puppet.js';
import type { NewSystem } from '../../support/lanes.js';

/** All that an Observable did, for who listened from the call on: values, `'complete'`, `error` with its code. */
export class Ear {
  readonly log: unknown[] = [];
  readonly #subscription: Subscription;

  constructor(source: Observable<unknown>) {
    this.#subscription = source.subscribe({
      next: (value) => this.log.push(value),
      error: (error) => this.log.push(`error ${error?.code ?? error}`),
      complete: () => this.log.push('complete'),
    });
  }

  leave(): void {
    this.#subscription.unsubscribe();
  }
}

/** Makes a puppet on a clock of its own: its messages are functions that return what it answers. */
export function stage(newSystem: NewSystem, strings?: Strings, options?: SpawnOptions) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const ref = system.spawn(puppet(strings), options);
  const events: SystemEvent[] = [];
  system.events.subscribe((event) => events.push(event));
  return {
    clock,
    system,
    ref,
    /** The types of event, and whose they are. */
    events: (type: SystemEvent['type']) => events.filter((event) => event.type === type),
    /** Listens to what is answered to `deed`. */
    hear: async (deed: unknown): Promise<Ear> => {
      const ear = new Ear(ref.stream(deed));
      await clock.settle();
      return ear;
    },
    /** Turns that are held need not be ended before. */
    [Symbol.asyncDispose]: async () => {
      await ref.kill();
      await system.shutdown();
    },
  };
}

/** An actor that answers the name of a source with the source. */
export function library(
  spawn: (create: ReturnType<typeof handling>, options?: SpawnOptions) => ActorRef,
  sources: Readonly<Record<string, unknown>>,
  options?: SpawnOptions,
): ActorRef {
  return spawn(
    handling((name: string) => sources[name] as Observable<unknown>),
    options,
  );
}
