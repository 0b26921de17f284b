import {
  Actor,
  type ActorContext,
  type ActorRef,
  type ActorSystem,
  type AnyActorRef,
  type Result,
  type SpawnOptions,
  type StopReason,
  type Supervision,
  type SystemOptions,
  type Turn,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { type Deed, puppet } from '../../life/support/puppet.js';
import type { NewSystem } from '../../support/lanes.js';

/** A child, and what its instances do beside logging; `n` is 0 for the first of them. */
export interface Plan {
  readonly id: string;
  readonly options?: SpawnOptions;
  /** In the factory. */
  readonly make?: (n: number) => void;
  readonly setup?: (n: number, self: ActorContext) => Result<void>;
  readonly teardown?: (n: number, self: ActorContext) => Result<void>;
}

export interface FamilyPlan {
  /** Of the parent's class. */
  readonly supervision?: Supervision;
  readonly children: readonly Plan[];
  /** Of the system. */
  readonly options?: SystemOptions;
}

/**
 * A parent with children, and a log of what their instances do. A child throws an Error that it is told, runs a
 * function, ends at `end`, and notes all else.
 */
export class Family {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly parent: ActorRef;
  #log: string[] = [];
  readonly #refs = new Map<string, ActorRef>();
  readonly #plan: FamilyPlan;

  constructor(newSystem: NewSystem, plan: FamilyPlan) {
    this.#plan = plan;
    this.system = newSystem({ clock: this.clock, ...plan.options });
    this.parent = this.system.spawn(() => new Parent(plan.supervision, this), { id: 'parent' });
  }

  /** With all children started, and what that logged forgotten. */
  static async of(newSystem: NewSystem, plan: FamilyPlan): Promise<Family> {
    const family = new Family(newSystem, plan);
    await family.clock.settle();
    family.take();
    return family;
  }

  ref(id: string): ActorRef {
    return this.#refs.get(id) as ActorRef;
  }

  /** Tells a child, and lets everything settle. */
  async tell(id: string, ...messages: unknown[]): Promise<void> {
    for (const message of messages) this.ref(id).tell(message);
    await this.clock.settle();
  }

  /** What was logged since the last call. */
  take(): string[] {
    const log = this.#log;
    this.#log = [];
    return log;
  }

  note(entry: string): void {
    this.#log.push(entry);
  }

  /** Starts the children, within the parent's setup. */
  raise(parent: ActorContext): void {
    for (const plan of this.#plan.children) {
      let made = 0;
      const create = () => {
        const n = made++;
        plan.make?.(n);
        return new Child(plan, n, this);
      };
      this.#refs.set(plan.id, parent.spawn(create, { id: plan.id, ...plan.options }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.shutdown();
  }
}

/** A child without a policy of its own, and one with it. */
export const kid = (id: string, supervision?: Supervision): Plan =>
  supervision === undefined ? { id } : { id, options: { supervision } };

export type Strategy = NonNullable<Supervision['strategy']>;

/** Restarts by `strategy`, often enough for any spec. */
export const policy = (strategy: Strategy, more: Supervision = {}): Supervision => ({
  decide: 'restart',
  strategy,
  limit: { max: 10, within: 1_000 },
  ...more,
});

/** Children without a policy of their own. */
export const kids = (...ids: string[]) => ids.map((id) => kid(id));

/** Which instances were set up. */
export const setups = (log: readonly string[]) => log.filter((entry) => entry.endsWith(' setup'));

class Parent extends Actor {
  protected override readonly supervision: Supervision | undefined;
  readonly #family: Family;

  constructor(supervision: Supervision | undefined, family: Family) {
    super();
    this.supervision = supervision;
    this.#family = family;
  }

  protected override setup(): void {
    this.#family.raise(this as unknown as ActorContext);
  }

  protected override handleMessage(message: unknown, turn: Turn): unknown {
    return typeof message === 'function'
      ? (message as Deed)(this as unknown as ActorContext, turn)
      : undefined;
  }

  protected override handleChildStopped(child: AnyActorRef, reason: StopReason): void {
    this.#family.note(`${child.id} gone: ${reason.kind}`);
  }
}

class Child extends Actor {
  readonly #plan: Plan;
  readonly #n: number;
  readonly #family: Family;

  constructor(plan: Plan, n: number, family: Family) {
    super();
    this.#plan = plan;
    this.#n = n;
    this.#family = family;
  }

  protected override setup(): Result<void> {
    this.#note('setup');
    return this.#plan.setup?.(this.#n, this.#self);
  }

  protected override teardown(reason: StopReason): Result<void> {
    this.#note(`teardown ${reason.kind}`);
    return this.#plan.teardown?.(this.#n, this.#self);
  }

  protected override handleMessage(message: unknown, turn: Turn): unknown {
    if (message instanceof Error) throw message;
    if (typeof message === 'function') return (message as Deed)(this.#self, turn);
    if (message === 'end') return this.endMainLoop();
    this.#note(String(message));
    return `${this.#n}`;
  }

  get #self(): ActorContext {
    return this as unknown as ActorContext;
  }

  #note(what: string): void {
    this.#family.note(`${this.#plan.id}${this.#n} ${what}`);
  }
}

/** A root that can be told by deeds, with a policy. */
export function rootWith(system: ActorSystem, supervision: Supervision): ActorRef {
  return system.spawn(puppet(), { id: 'root', supervision });
}
