import {
  Actor,
  type ActorRef,
  type ActorSystem,
  type AnyActorRef,
  type StopReason,
  type Supervision,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import type { NewSystem } from '../../support/lanes.js';
import type { Plan } from './c-plan.js';

/** The latest actor at a path, and how many instances it had. */
interface Resident {
  readonly ref: ActorRef;
  instances: number;
}

/** What a plain message is, beside its number: whom it was told. */
export interface Told {
  readonly number: number;
  readonly to: ActorRef;
}

/** The actors of a plan, and what became of each message. */
export class World {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly residents = new Map<string, Resident>();
  readonly setups = new Map<string, number>();
  readonly told: Told[] = [];
  /** By whom, and what, in order. */
  readonly handled: Told[] = [];
  readonly letters: unknown[] = [];

  constructor(newSystem: NewSystem, plan: Plan) {
    this.system = newSystem({ clock: this.clock });
    this.system.deadLetters.subscribe(({ message }) => this.letters.push(message));
    this.start('root', plan, this.system.spawn);
  }

  start(path: string, plan: Plan, spawn: ActorSystem['spawn']): void {
    let instances = 0;
    const create = () => {
      instances += 1;
      const resident = this.residents.get(path);
      if (instances > 1 && resident !== undefined) resident.instances = instances;
      return new Member(path, plan, this);
    };
    const ref = spawn(create, { id: path.replaceAll('.', '_'), supervision: supervisionOf(plan) });
    this.residents.set(path, { ref, instances });
  }

  census(): string[] {
    const lines: string[] = [];
    for (const [path, { ref, instances }] of this.residents) {
      const { state } = ref;
      const restarts = state === 'restarting' ? instances : instances - 1;
      if (state !== 'stopped') lines.push(`${path} ${state} ${restarts}`);
    }
    return lines.sort();
  }

  tell(path: string, count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const { ref } = this.residents.get(path) as Resident;
      const number = this.told.length;
      this.told.push({ number, to: ref });
      ref.tell(number);
    }
  }

  strike(path: string, blow: 'fail' | 'end' | 'stop' | 'nothing'): void {
    const { ref } = this.residents.get(path) as Resident;
    if (blow === 'stop') void ref.stop();
    else if (blow !== 'nothing') ref.tell(blow);
  }
}

function supervisionOf({ policy }: Plan): Supervision | undefined {
  if (policy === undefined) return undefined;
  const { delay, ...rest } = policy;
  return delay === 0 ? rest : { ...rest, backoff: { min: delay, max: delay } };
}

class Member extends Actor {
  readonly #path: string;
  readonly #plan: Plan;
  readonly #world: World;
  protected override readonly supervision: Supervision | undefined;

  constructor(path: string, plan: Plan, world: World) {
    super();
    this.#path = path;
    this.#plan = plan;
    this.#world = world;
    this.supervision = plan.strategy === undefined ? undefined : { strategy: plan.strategy };
  }

  protected override setup(): void {
    const { setups } = this.#world;
    setups.set(this.#path, (setups.get(this.#path) ?? 0) + 1);
    for (const [index, plan] of this.#plan.kids.entries())
      this.#world.start(`${this.#path}.${index}`, plan, (create, options) => this.spawn(create, options));
  }

  protected override async teardown(): Promise<void> {
    if (this.#plan.slow) await Promise.resolve();
  }

  protected override handleMessage(message: unknown): unknown {
    return this.#plan.slow ? Promise.resolve().then(() => this.#handle(message)) : this.#handle(message);
  }

  protected override handleChildStopped(child: AnyActorRef, reason: StopReason): void {
    if (!this.#plan.survives) super.handleChildStopped(child, reason);
  }

  #handle(message: unknown): void {
    if (message === 'fail') throw new Error('boom');
    if (message === 'end') this.endMainLoop();
    else this.#world.handled.push({ number: message as number, to: this.reference });
  }
}
