import type { ActorRef, ActorSystem, Mailbox, SpawnOptions } from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { gate } from '../../life/support/gate.js';
import { record } from '../../life/support/log.js';
import { act, type Deed, puppet, type Strings } from '../../life/support/puppet.js';
import type { NewSystem } from '../../support/lanes.js';

/** An actor at whose door messages wait, since it can be held in a turn; what it handles and refuses is written down. */
export class Desk {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly ref: ActorRef;
  readonly handled: unknown[] = [];
  readonly letters: unknown[];
  readonly #gate = gate();

  constructor(
    newSystem: NewSystem,
    mailbox?: Mailbox,
    strings: Strings & Pick<SpawnOptions, 'supervision'> = {},
  ) {
    this.system = newSystem({ clock: this.clock });
    this.letters = record(this.system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
    const message = (value: unknown) => {
      this.handled.push(value);
      return value;
    };
    this.ref = this.system.spawn(puppet({ message, ...strings }), {
      id: 'desk',
      mailbox,
      supervision: strings.supervision,
    });
  }

  /** Holds the actor in a turn, which begins with `first`, until `open`. */
  async block(first?: Deed): Promise<void> {
    this.ref.tell(
      act(async (self, turn) => {
        first?.(self, turn);
        await this.#gate.passed;
      }),
    );
    await this.settle();
  }

  async open(): Promise<void> {
    this.#gate.open();
    await this.settle();
  }

  settle(): Promise<void> {
    return this.clock.settle();
  }

  tell(...messages: readonly unknown[]): void {
    for (const message of messages) this.ref.tell(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#gate.open();
    await this.system.shutdown();
  }
}

/** An actor that is held, with these messages at its door. */
export async function heldDesk(
  newSystem: NewSystem,
  mailbox: Mailbox,
  ...messages: readonly unknown[]
): Promise<Desk> {
  const desk = new Desk(newSystem, mailbox);
  await desk.block();
  desk.tell(...messages);
  return desk;
}
