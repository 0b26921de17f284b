import {
  Actor,
  type ActorRef,
  type ActorSystem,
  type AnyActorRef,
  type Directive,
  type StopReason,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { type Gate, gate } from '../../life/support/gate.js';
import type { NewSystem } from '../../support/lanes.js';
import { type Blow, type Kin, WatchModel, type WatchStep } from './d-watch.js';

/** What an actor does in a turn: the message says it, or one who holds the turn. */
type Deed = (self: Relative) => unknown;

/** What `watchWith` is to tell. */
class Gone {
  readonly member: Member;
  readonly call: number;

  constructor(member: Member, call: number) {
    this.member = member;
    this.call = call;
  }
}

/** One actor, over all its instances. */
export interface Member {
  readonly name: string;
  readonly ref: ActorRef;
  readonly model: WatchModel;
  readonly kids: Member[];
  /** The notices of its end, as they gave the reason. */
  readonly reasons: StopReason[];
  /** The instance at work, and the turn that is held. */
  self: Relative | undefined;
  held: Gate<boolean> | undefined;
}

const limit = { max: 1_000_000, within: 1 };

/** Families of actors that watch one another. */
export class Families {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly members: Member[] = [];
  #calls = 0;

  constructor(newSystem: NewSystem, kin: readonly Kin[]) {
    this.system = newSystem({ clock: this.clock });
    for (const one of kin) this.spawn(one, this.system.spawn);
  }

  spawn(kin: Kin, spawn: ActorSystem['spawn']): Member {
    const name = `actor${this.members.length}`;
    const model = new WatchModel(name);
    const decide = (error: unknown) => error as Directive;
    const made: { member?: Member } = {};
    const create = () => new Relative(kin, this, () => made.member as Member);
    const ref = spawn(create, { id: name, supervision: { decide, limit } });
    const member = { name, ref, model, kids: [], reasons: [], self: undefined, held: undefined };
    made.member = member;
    this.members.push(member);
    return member;
  }

  memberOf(ref: AnyActorRef): Member {
    return this.members.find((member) => member.ref === ref) as Member;
  }

  play(step: Exclude<WatchStep, { readonly step: 'settle' | 'advance' }>): void {
    if (step.step === 'blow') this.#strike(this.#choose(step.of), step.blow);
    else {
      const living = this.members.filter(({ ref }) => ref.state !== 'stopped');
      const member = living[step.at % living.length];
      if (member === undefined) return;
      if (step.step === 'hold') member.ref.tell((self: Relative) => self.hold());
      else if (step.step === 'release') this.release(member, step.restarts);
      else this.#act(member, this.#deed(step.step, this.#choose(step.of)));
    }
  }

  release(member: Member, restarts: boolean): void {
    member.held?.open(restarts);
    member.held = undefined;
  }

  /** Returns whether there was one who held. */
  releaseAll(): boolean {
    const held = this.members.filter((member) => member.held !== undefined);
    for (const member of held) this.release(member, false);
    return held.length > 0;
  }

  /** Those that an idle actor waits for although they have stopped. */
  get missed(): string[] {
    return this.members
      .filter(({ ref, held }) => ref.state === 'running' && held === undefined)
      .flatMap(({ name, model }) =>
        model.watched
          .filter((other) => this.members.find((member) => member.name === other)?.ref.state === 'stopped')
          .map((other) => `${name} has not heard of ${other}`),
      );
  }

  #choose(which: number): Member {
    return this.members[which % this.members.length] as Member;
  }

  #act(member: Member, deed: Deed): void {
    if (member.held !== undefined && member.self !== undefined) deed(member.self);
    else member.ref.tell(deed);
  }

  #deed(what: 'watch' | 'watchWith' | 'unwatch', other: Member): Deed {
    if (what === 'unwatch') return (self) => self.forgo(other);
    this.#calls += 1;
    const call = this.#calls;
    return (self) => self.await(other, call, what === 'watchWith');
  }

  #strike({ ref }: Member, blow: Blow): void {
    if (blow === 'stop' || blow === 'drain') void ref.stop({ drain: blow === 'drain' });
    else if (blow === 'kill') void ref.kill();
    else if (blow === 'end') ref.tell((self: Relative) => self.leave());
    else {
      const directive: Directive = blow === 'fail' ? 'stop' : blow;
      ref.tell(() => Promise.reject(directive));
    }
  }
}

class Relative extends Actor {
  readonly #kin: Kin;
  readonly #families: Families;
  readonly #member: () => Member;

  constructor(kin: Kin, families: Families, member: () => Member) {
    super();
    this.#kin = kin;
    this.#families = families;
    this.#member = member;
  }

  await(other: Member, call: number, byMessage: boolean): void {
    this.#member().model.watch(other.name, call, byMessage);
    if (byMessage) this.watchWith(other.ref, new Gone(other, call) as never);
    else this.watch(other.ref);
  }

  forgo(other: Member): void {
    this.#member().model.unwatch(other.name);
    this.unwatch(other.ref);
  }

  leave(): void {
    this.endMainLoop();
  }

  async hold(): Promise<void> {
    const member = this.#member();
    member.held = gate<boolean>();
    if (await member.held.passed) throw 'restart' satisfies Directive;
  }

  protected override setup(): void {
    const member = this.#member();
    member.self = this;
    member.model.begin();
    for (const kin of this.#kin.kids)
      member.kids.push(this.#families.spawn(kin, (create, options) => this.spawn(create, options)));
  }

  protected override async teardown(): Promise<void> {
    const { teardown } = this.#kin;
    if (teardown > 0) await new Promise<void>((resolve) => this.#families.clock.schedule(teardown, resolve));
  }

  protected override handleMessage(message: unknown): unknown {
    if (!(message instanceof Gone)) return (message as Deed)(this);
    this.#hear(message.member, message.call);
    return undefined;
  }

  protected override handleWatchedStopped(ref: AnyActorRef, reason: StopReason): void {
    const other = this.#families.memberOf(ref);
    other.reasons.push(reason);
    this.#hear(other, undefined);
  }

  protected override handleChildStopped(): void {}

  #hear(other: Member, call: number | undefined): void {
    this.#member().model.notice(other.name, { call, living: living(other) });
  }
}

function living({ name, ref, kids }: Member): string[] {
  return [...(ref.state === 'stopped' ? [] : [`${name} (${ref.state})`]), ...kids.flatMap(living)];
}
