import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type ActorRef, type ActorSystem, bounded } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holdsFor, settles } from './support/b-check.js';
import { DoorModel, type DoorScript, doorScripts } from './support/c-bounded.js';

/** An actor that stays in each turn until it is told to go on, so that what happens at its door is in the script's hand. */
class HeldActor {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly ref: ActorRef;
  readonly begun: unknown[] = [];
  readonly refused: unknown[] = [];
  readonly accepted: string[] = [];
  readonly #ends: Subject<string>[] = [];
  readonly #values = new Subject<string>();
  readonly #asks = new Map<string, AbortController>();
  readonly #answers = new Map<string, unknown>();
  #goOn = (): void => undefined;

  constructor(newSystem: NewSystem, { capacity, overflow, steps }: DoorScript) {
    this.system = newSystem({ clock: this.clock });
    this.system.deadLetters.subscribe(({ message, reason }) => {
      if (reason === 'mailbox-full') this.refused.push(message);
    });
    const hold = (name: unknown) => {
      this.begun.push(name);
      return new Promise((resolve) => {
        this.#goOn = () => resolve(name);
      });
    };
    this.ref = this.system.spawn(
      puppet({
        setup: (self) => {
          self.registerInputTask(this.#values, hold);
          for (const [index] of steps.entries()) {
            const end = new Subject<string>();
            self.registerInputTask(end, { complete: () => hold(`end ${index}`) });
            this.#ends.push(end);
          }
        },
        message: hold,
      }),
      { mailbox: bounded(capacity, { overflow }) },
    );
  }

  arrive(name: string, kind: 'tell' | 'ask' | 'offer' | 'value' | 'end', index: number): void {
    if (kind === 'tell') this.ref.tell(name);
    else if (kind === 'value') this.#values.next(name);
    else if (kind === 'end') this.#ends[index]?.complete();
    else if (kind === 'offer') void this.ref.offer(name).then(() => this.accepted.push(name));
    else {
      const asker = new AbortController();
      this.#asks.set(name, asker);
      this.ref.ask(name, { signal: asker.signal, timeout: Number.POSITIVE_INFINITY }).then(
        (answer) => this.#answers.set(name, answer),
        (error) => {
          if (error.code === 'mailbox-full') this.refused.push(error.undelivered);
          this.#answers.set(name, error.code ?? error);
        },
      );
    }
  }

  leave(name: string): void {
    this.#asks.get(name)?.abort('left');
  }

  async turn(): Promise<void> {
    this.#goOn();
    this.#goOn = () => undefined;
    expect(await settles(this.clock), 'it settles').to.equal(true);
  }

  /** What each asker got. */
  get answers(): Record<string, unknown> {
    return Object.fromEntries(this.#answers);
  }
}

describe('G16 bounded mailboxes', () => {
  onBothLanes((newSystem) => {
    it('hold no more than their capacity, refuse what the rule says, and lose nothing else', () =>
      holdsFor(doorScripts, async (script) => {
        const held = new HeldActor(newSystem, script);
        const model = new DoorModel(script);
        const answers: Record<string, unknown> = {};
        const turn = async () => {
          model.turn();
          await held.turn();
        };
        await turn();

        for (const [index, step] of script.steps.entries()) {
          if (step.step === 'turn') await turn();
          else if (step.step === 'leave') {
            const name = model.asks[step.which % model.asks.length];
            if (name === undefined) continue;
            answers[name] = 'left';
            model.leave(name);
            held.leave(name);
          } else {
            const name = `${step.step} ${index}`;
            model.arrive(name, step.step);
            held.arrive(name, step.step, index);
          }
          const { size, highWater } = held.ref.mailbox;
          expect({ size, highWater }).to.deep.equal({ size: model.size, highWater: model.highWater });
          expect(size).to.be.at.most(script.capacity);
        }
        while (!model.idle) await turn();
        await turn();

        for (const name of model.begun) if (name.startsWith('ask')) answers[name] ??= name;
        for (const name of model.refused) if (name.startsWith('ask')) answers[name] = 'mailbox-full';
        const told = (names: readonly unknown[]) => names.filter((name) => !String(name).startsWith('ask'));
        expect(held.begun, 'handled').to.deep.equal(model.begun);
        expect(told(held.refused), 'refused, in order').to.deep.equal(told(model.refused));
        expect([...held.refused].sort(), 'refused').to.deep.equal([...model.refused].sort());
        expect(held.accepted, 'offers accepted').to.deep.equal(model.accepted);
        expect(held.answers, 'answers').to.deep.equal(answers);
        await held.system.shutdown();
      }));
  });
});
