import type { ActorRef, ActorSystem, BusyPolicies, Mailbox, SpawnOptions, Turn } from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { type Gate, gate } from '../../actor/support/scripts.js';
import { label, record } from '../../life/support/log.js';
import type { NewSystem } from '../../support/lanes.js';
import { Box } from './box.js';

/** A message of some kind, known by its name. */
export interface Named {
  readonly type: string;
  readonly name: string;
}

export const named = (type: string, name: string): Named => ({ type, name });

type Handle = (message: Named, turn: Turn, self: Box) => unknown;

/** An actor under policies whose handlers are in the spec's hand; all that becomes of a message is in `log`. */
export class Stage implements AsyncDisposable {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly ref: ActorRef;
  readonly log: string[] = [];
  readonly gates = new Map<string, Gate<unknown>>();
  readonly #instances: Box[] = [];
  readonly life: string[];

  constructor(
    newSystem: NewSystem,
    busy: BusyPolicies | undefined,
    options: Pick<SpawnOptions, 'supervision'> & { mailbox?: Mailbox | undefined; handle?: Handle } = {},
  ) {
    this.system = newSystem({ clock: this.clock });
    this.system.deadLetters.subscribe(({ message, reason }) =>
      this.log.push(`${(message as Named | undefined)?.name ?? String(message)} ${reason}`),
    );
    const { handle = this.hold, ...rest } = options;
    this.ref = this.system.spawn(
      () => {
        const box = new Box(busy, handle);
        this.#instances.push(box);
        return box;
      },
      { id: 'box', ...rest },
    );
    this.life = record(this.ref.lifecycle, label);
  }

  /** The present instance. */
  get box(): Box {
    return this.#instances.at(-1) as Box;
  }

  /** A handler that lasts until the spec ends it. */
  readonly hold = ({ name }: Named, turn: Turn): Promise<unknown> => {
    this.log.push(`begins ${name}`);
    turn.signal.addEventListener('abort', () => this.log.push(`aborts ${name}`));
    const held = gate<unknown>();
    this.gates.set(name, held);
    return held.promise;
  };

  tell(type: string, ...names: readonly string[]): void {
    for (const name of names) this.ref.tell(named(type, name));
  }

  /** Its outcome goes to the log. */
  ask(type: string, name: string, signal?: AbortSignal): void {
    this.ref.ask(named(type, name), { signal, timeout: Number.POSITIVE_INFINITY }).then(
      (reply) => this.log.push(`${name} answered ${reply}`),
      (error) => this.log.push(`${name} rejected ${error?.code ?? error?.message ?? error}`),
    );
  }

  /** Ends a handler. */
  async end(name: string, error?: unknown): Promise<void> {
    const held = this.gates.get(name) as Gate<unknown>;
    if (error === undefined) held.open(name);
    else held.fail(error);
    await this.settle();
  }

  settle(): Promise<void> {
    return this.clock.settle();
  }

  /** What has happened since the last look. */
  async news(): Promise<string[]> {
    await this.settle();
    return this.log.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const held of this.gates.values()) held.open('the end');
    await this.system.shutdown();
  }
}
