import { Subject } from 'rxjs';
import {
  type ActorContext,
  type ActorSystem,
  type AnyActorRef,
  EndMainLoop,
  type SystemOptions,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { act, puppet } from '../../life/support/puppet.js';
import type { NewSystem } from '../../support/lanes.js';
import { passTime, settledFlag, settles } from './b-check.js';
import type { Deed, Pace, Plan, Program, Step } from './b-plan.js';

/** The notice that a child has stopped, as its parent got it. */
export interface Notice {
  readonly parent: string;
  readonly child: string;
  readonly reason: string;
  /** It was still among the parent's children. */
  readonly present: boolean;
}

/** What a check sees of each actor from its start on. */
export interface Watch {
  /** A new actor, right after `spawn` returned. */
  readonly born?: (ref: AnyActorRef, name: string, parent: string | undefined) => void;
  /** The first thing in an actor's first turn. */
  readonly setup?: (self: ActorContext, name: string) => void;
}

const ASK_TIMEOUT = 20;

/** Actors that do as they are told, and a journal of it that is kept outside of them: they cannot fail an assertion. */
export class World {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  /** By name: the parent's name and a number, as in `r0_1`. */
  readonly refs = new Map<string, AnyActorRef>();
  /** Each turn as it begins: whose, and what. */
  readonly turns: string[] = [];
  readonly notices: Notice[] = [];
  /** How each ask came out, in order. */
  readonly answers: string[] = [];
  /** Spawns that were refused: by whom, and in what state it was. */
  readonly refused: string[] = [];
  /** Actors that were started in a teardown. */
  readonly intruders: AnyActorRef[] = [];
  /** Never answers, and outlives the others. */
  readonly nobody: AnyActorRef;
  readonly #inputs = new Map<string, Subject<Deed>>();
  readonly #watch: Watch;
  readonly #births = new Map<string, number>();

  constructor(newSystem: NewSystem, watch: Watch = {}, options: SystemOptions = {}) {
    this.system = newSystem({ ...options, clock: this.clock });
    this.#watch = watch;
    this.nobody = this.system.spawn(puppet(), { id: 'nobody' });
  }

  /** Runs a whole program; time stands where its steps left it. */
  async run({ plan, steps }: Program): Promise<void> {
    this.grow(plan);
    for (const step of steps) await this.take(step);
  }

  /** Starts an actor, as a root or by `self`. */
  grow(plan: Plan, self?: ActorContext, parent?: string): AnyActorRef {
    const number = this.#births.get(parent ?? '') ?? 0;
    const name = parent === undefined ? `r${number}` : `${parent}_${number}`;
    const spawn = (self ?? this.system).spawn.bind(self ?? this.system) as ActorSystem['spawn'];
    const ref = spawn(this.#puppet(plan, name, parent), { id: name });
    this.#births.set(parent ?? '', number + 1);
    this.refs.set(name, ref);
    this.#watch.born?.(ref, name, parent);
    return ref;
  }

  async take(step: Step): Promise<void> {
    if (step.step === 'settle' || step.step === 'advance') {
      const calm = await settles(this.clock);
      if (calm && step.step === 'advance') await this.clock.advance(step.ms);
      return;
    }
    const [name, ref] = this.#at(step.at);
    if (step.step === 'stop') void ref.stop({ drain: step.drain });
    else for (const deed of step.deeds) this.#send(step.step, name, ref, deed);
  }

  /** Shuts down, lets all time pass, and says whether the end came. */
  async end(): Promise<boolean> {
    const shutdown = settledFlag(this.system.shutdown());
    await passTime(this.clock);
    return shutdown.settled;
  }

  /** Has `ref` do something, and keeps how the ask came out. */
  ask(ref: AnyActorRef, name: string, deed: Deed): void {
    const index = this.answers.push(`${name} has not answered`) - 1;
    ref.ask(this.message(name, deed), { timeout: ASK_TIMEOUT }).then(
      (value: unknown) => {
        this.answers[index] = `${name}: ${value}`;
      },
      (error: unknown) => {
        this.answers[index] = `${name}: ${describe(error)}`;
      },
    );
  }

  message(name: string, deed: Deed): unknown {
    return act((self) => this.#perform(name, deed, self));
  }

  #send(how: 'tell' | 'ask' | 'input', name: string, ref: AnyActorRef, deed: Deed): void {
    if (how === 'tell') ref.tell(this.message(name, deed));
    else if (how === 'ask') this.ask(ref, name, deed);
    else this.#inputs.get(name)?.next(deed);
  }

  #at(index: number): [string, AnyActorRef] {
    const names = [...this.refs.keys()].sort();
    const name = names[index % names.length] as string;
    return [name, this.refs.get(name) as AnyActorRef];
  }

  #puppet(plan: Plan, name: string, parent: string | undefined) {
    return puppet({
      setup: (self) => {
        this.turns.push(`${name} setup`);
        this.#watch.setup?.(self, name);
        const input = new Subject<Deed>();
        this.#inputs.set(name, input);
        self.registerInputTask(input, (deed) => this.#perform(name, deed, self));
        return this.#after(plan.setup, () => {
          for (const kid of plan.kids) this.#spawn(kid, self, name);
          if (plan.breaks === 'in setup') throw new Error(`${name} in setup`);
        }) as void;
      },
      teardown: (_reason, self) => {
        this.turns.push(`${name} teardown`);
        this.#intrude(self, name);
        const over = this.refs.get(parent ?? '');
        if (over !== undefined)
          self.tell(
            over,
            act(() => void this.turns.push(`${parent} hears ${name}`)),
          );
        return this.#after(plan.teardown, () => {
          if (plan.breaks === 'in teardown') throw new Error(`${name} in teardown`);
        }) as void;
      },
      childStopped: (child, reason, self) => {
        this.turns.push(`${name} notice of ${child.id}`);
        const present = self.children.has(child.id);
        this.notices.push({ parent: name, child: child.id, reason: reason.kind, present });
        if (reason.kind === 'failed' && !plan.survives) self.fail(reason.error);
      },
    });
  }

  #perform(name: string, deed: Deed, self: ActorContext): unknown {
    this.turns.push(`${name} ${deed.do}`);
    return this.#after(deed.pace, () => this.#do(name, deed, self));
  }

  #do(name: string, deed: Deed, self: ActorContext): unknown {
    const error = new Error(`${name} ${deed.do}`);
    if (deed.do === 'throw') throw error;
    if (deed.do === 'fail') self.fail(error);
    if (deed.do === 'end') throw new EndMainLoop();
    if (deed.do === 'leave') self.endMainLoop();
    if (deed.do === 'spawn') this.#spawn(deed.plan, self, name);
    // Nobody waits for it: what becomes of it when the actor stops is the library's to deal with.
    if (deed.do === 'ask nobody')
      void self.ask(this.nobody, 'anyone there?', { timeout: Number.POSITIVE_INFINITY });
    return 'nth' in deed ? this.#toChild(name, deed, self) : deed.do;
  }

  #toChild(name: string, deed: Extract<Deed, { nth: number }>, self: ActorContext): unknown {
    const child = [...self.children.values()][deed.nth];
    if (child === undefined) return 'no child';
    if (deed.do === 'stop child') void child.stop({ drain: deed.drain });
    else if (deed.do === 'tell child') self.tell(child, this.message(child.id, deed.deed));
    else {
      return self.ask(child, this.message(child.id, deed.deed), { timeout: ASK_TIMEOUT }).then(
        (value) => `${name} got ${value}`,
        (error) => `${name} got ${describe(error)}`,
      );
    }
    return deed.do;
  }

  #spawn(plan: Plan, self: ActorContext, name: string): void {
    const { state } = self.reference;
    try {
      this.grow(plan, self, name);
    } catch (error) {
      this.refused.push(`${name} ${state} ${describe(error)}`);
    }
  }

  /** A stopping actor tries to start one more. */
  #intrude(self: ActorContext, name: string): void {
    try {
      this.intruders.push(self.spawn(puppet(), { id: `${name}_x` }));
    } catch (error) {
      this.refused.push(`${name} ${self.reference.state} ${describe(error)}`);
    }
  }

  #after(pace: Pace, then: () => unknown): unknown {
    if (pace === 'sync') return then();
    if (pace === 'async') return Promise.resolve().then(then);
    return new Promise<void>((wake) => this.clock.schedule(pace, wake)).then(then);
  }
}

/** An error in a word: its code, or its message. */
export function describe(error: unknown): string {
  return (error as { code?: string }).code ?? (error as Error).message;
}
