import { expect } from 'chai';
import { type ActorRef, type ActorSystem, bounded, type Turn, unbounded } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { type Gate, gate } from '../actor/support/scripts.js';
import { Box } from '../busy/support/box.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holdsFor, settles } from './support/b-check.js';
import { BusyModel, type BusyScript, busyScripts, type Kind, policies } from './support/g23-busy.js';

interface Piece {
  readonly type: Kind;
  readonly name: string;
  readonly looks: boolean;
}

/** An actor under a policy, each handler of which is in the script's hand. */
class BusyActor {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly ref: ActorRef;
  readonly begun: string[] = [];
  readonly fates: Record<string, string> = {};
  instances = 0;
  /** How many fates a message had beyond the first. */
  doubled = 0;
  readonly #gates = new Map<string, Gate<string>>();
  readonly #askers = new Map<string, AbortController>();

  constructor(newSystem: NewSystem, { policy, capacity, overflow }: BusyScript) {
    this.system = newSystem({ clock: this.clock });
    this.system.deadLetters.subscribe(({ message, reason }) => {
      if (reason !== 'late-reply') this.#fate((message as Piece).name, reason);
    });
    this.ref = this.system.spawn(
      () => {
        this.instances += 1;
        return new Box({ busy: policy }, (piece: Piece, turn) => this.#handle(piece, turn));
      },
      {
        mailbox: Number.isFinite(capacity) ? bounded(capacity, { overflow }) : unbounded(),
        supervision: { decide: 'restart', limit: { max: 1_000, within: 1_000 } },
      },
    );
  }

  arrive(name: string, type: Kind, asked: boolean, looks: boolean): void {
    const piece: Piece = { type, name, looks };
    if (!asked) {
      this.ref.tell(piece);
      return;
    }
    const asker = new AbortController();
    this.#askers.set(name, asker);
    this.ref.ask(piece, { signal: asker.signal, timeout: Number.POSITIVE_INFINITY }).then(
      () => this.#fate(name, 'answered'),
      (error) => this.#fate(name, error.code ?? error),
    );
  }

  end(name: string, fails: boolean): void {
    if (fails) this.#gates.get(name)?.fail('failed');
    else this.#gates.get(name)?.open(name);
  }

  leave(name: string): void {
    this.#askers.get(name)?.abort('left');
  }

  /** Ends what still runs, so that nothing is left. */
  endAll(): void {
    for (const held of this.#gates.values()) held.open('the end');
  }

  #handle({ name, looks }: Piece, turn: Turn): Promise<string> {
    this.begun.push(name);
    const held = gate<string>();
    this.#gates.set(name, held);
    if (looks) turn.signal.addEventListener('abort', () => held.fail(turn.signal.reason));
    return held.promise;
  }

  #fate(name: string, fate: string): void {
    if (this.fates[name] === undefined) this.fates[name] = fate;
    else this.doubled += 1;
  }
}

describe('G23 busy policies', () => {
  onBothLanes((newSystem) => {
    for (const [name, policy] of Object.entries(policies)) {
      it(`handle what their models handle, and drop, refuse and answer the same: ${name}`, () =>
        holdsFor(
          busyScripts(policy),
          async (script) => {
            const actor = new BusyActor(newSystem, script);
            const model = new BusyModel(script);
            expect(await settles(actor.clock), 'it settles').to.equal(true);

            for (const [index, step] of script.steps.entries()) {
              if (step.step === 'tell' || step.step === 'ask') {
                const name = `${step.step} ${step.kind} ${index}`;
                model.arrive(name, step.kind, step.step === 'ask', step.looks);
                actor.arrive(name, step.kind, step.step === 'ask', step.looks);
              } else if (step.step === 'end') {
                const name = model.running[step.which % model.running.length];
                if (name === undefined) continue;
                model.end(name, step.fails);
                actor.end(name, step.fails);
              } else if (step.step === 'leave') {
                const name = model.asks[step.which % model.asks.length];
                if (name === undefined) continue;
                model.leave(name);
                actor.leave(name);
              } else {
                model.stop(step.step);
                void (step.step === 'kill'
                  ? actor.ref.kill()
                  : actor.ref.stop({ drain: step.step === 'drain' }));
              }
              expect(await settles(actor.clock), 'it settles').to.equal(true);
              const { begun, fates, size, instances } = model;
              expect(
                {
                  instances: actor.instances,
                  begun: actor.begun,
                  fates: actor.fates,
                  size: actor.ref.mailbox.size,
                  stopped: actor.ref.state === 'stopped',
                },
                `after step ${index}: ${JSON.stringify(step)}`,
              ).to.deep.equal({ instances, begun, fates, size, stopped: model.state === 'stopped' });
              expect(size, 'waiting').to.be.at.most(script.capacity);
            }
            expect(actor.doubled, 'fates beyond the first').to.equal(0);
            actor.endAll();
            await actor.ref.kill();
            await actor.system.shutdown();
          },
          100,
        ));
    }
  });
});
