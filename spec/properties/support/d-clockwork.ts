import { Actor, type ActorRef, type ActorSystem, type Clock, type Directive } from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import type { NewSystem } from '../../support/lanes.js';
import { IDLE, TimerModel, type TimerOp, type TimerScript, type Work } from './d-timers.js';

/** An actor that sets its timers as it is told, and tells the model of each turn. */
export class Clockwork {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly ref: ActorRef;
  readonly model = new TimerModel(() => this.clock.now());
  readonly teardown: number;
  /** How many turns wait for the clock. */
  asleep = 0;
  /** The instance at work. */
  self: Clocked | undefined;

  constructor(newSystem: NewSystem, { haste, teardown }: TimerScript) {
    this.teardown = teardown;
    const { clock } = this;
    const hasty: Clock = {
      now: () => clock.now(),
      schedule: (delay, callback) => clock.schedule(delay > haste ? delay - haste : delay, callback),
    };
    // Turns that take long are no matter here, and would be timers of the clock.
    this.system = newSystem({ clock: hasty, overdueAfter: Number.POSITIVE_INFINITY });
    const decide = (error: unknown) => error as Directive;
    this.ref = this.system.spawn(() => new Clocked(this), {
      supervision: { decide, limit: { max: 1_000_000, within: 1 } },
    });
  }

  tell(work: Work): void {
    this.model.tell();
    this.ref.tell(work);
  }

  async sleep(ms: number): Promise<void> {
    this.asleep += 1;
    await new Promise<void>((wake) => this.clock.schedule(ms, wake));
    this.asleep -= 1;
  }
}

class Clocked extends Actor {
  readonly #clockwork: Clockwork;

  constructor(clockwork: Clockwork) {
    super();
    this.#clockwork = clockwork;
  }

  /** The keys in use, by what the timers say. */
  get keys(): string[] {
    return ['a', 'b'].filter((key) => this.timers.has(key));
  }

  protected override setup(): void {
    this.#clockwork.self = this;
    this.#clockwork.model.end();
  }

  protected override async teardown(): Promise<void> {
    const { teardown } = this.#clockwork;
    if (teardown > 0) await this.#clockwork.sleep(teardown);
  }

  protected override handleMessage(work: unknown): unknown {
    this.#clockwork.model.beginMessage();
    return this.#perform(work as Work);
  }

  #perform(work: Work): Promise<void> | undefined {
    if (!work.last) this.#apply(work.ops);
    if (work.takes > 0) return this.#clockwork.sleep(work.takes).then(() => this.#finish(work));
    this.#finish(work);
    return undefined;
  }

  #finish({ ops, last, end }: Work): void {
    const { model } = this.#clockwork;
    if (last) this.#apply(ops);
    model.end();
    if (end === 'well') return;
    if (end === 'restart' && model.open) model.restart();
    throw end;
  }

  #apply(ops: readonly TimerOp[]): void {
    // One that stops sets no timers any more.
    if (this.#clockwork.model.open) for (const op of ops) this.#do(op);
  }

  #do(op: TimerOp): void {
    const { model } = this.#clockwork;
    if (op.op === 'cancel') {
      model.cancel(op.key);
      if (op.key === IDLE) this.timers.receiveTimeout(Number.POSITIVE_INFINITY, () => undefined);
      else this.timers.cancel(op.key);
      return;
    }
    const { kind, key, delay, work } = op;
    const timer = model.set(key, kind, delay);
    const call = () => {
      model.beginCall(timer);
      return this.#perform(work);
    };
    if (kind === 'idle') this.timers.receiveTimeout(delay, call);
    else this.timers[kind](key, delay, call);
  }
}
