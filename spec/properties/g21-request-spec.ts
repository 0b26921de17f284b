import { expect } from 'chai';
import { Observable, type Subscription } from 'rxjs';
import { type ActorRef, type ActorSystem, request, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime, settles } from './support/b-check.js';
import { faultOf, type RequestPlan, requestPlans } from './support/g21-requests.js';

/** Requests to one actor, all at once, and what becomes of each. */
class Requests {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly ref: ActorRef;
  readonly traces: string[][];
  readonly #plans: readonly RequestPlan[];

  constructor(newSystem: NewSystem, plans: readonly RequestPlan[]) {
    this.#plans = plans;
    this.traces = plans.map(() => []);
    this.system = newSystem({ clock: this.clock, overdueAfter: Number.POSITIVE_INFINITY });
    const helper = this.system.spawn(handling((index: number, turn) => this.#answer(index, turn)));
    this.ref = this.system.spawn(
      handling((message: unknown, turn) => {
        if (typeof message !== 'number') return 'pong';
        if (this.#plans[message]?.way !== 'forward') return this.#answer(message, turn);
        turn.forward(helper);
        return undefined;
      }),
    );
  }

  start(): void {
    for (const [index, { leave }] of this.#plans.entries()) {
      const trace = this.traces[index] as string[];
      const subscription = request(this.ref, index, { timeout: Number.POSITIVE_INFINITY }).subscribe({
        next: () => trace.push('next'),
        error: () => trace.push('end'),
        complete: () => trace.push('end'),
      });
      if (leave !== null) this.#leave(subscription, trace, leave);
    }
  }

  #leave(
    subscription: Subscription,
    trace: string[],
    { after, microtasks }: NonNullable<RequestPlan['leave']>,
  ) {
    const go = async () => {
      for (let passed = 0; passed < microtasks; passed++) await undefined;
      trace.push('left');
      subscription.unsubscribe();
      trace.push('gone');
    };
    if (after === 0) void go();
    else this.clock.schedule(after, () => void go());
  }

  #answer(index: number, turn: Turn): unknown {
    const trace = this.traces[index] as string[];
    const { way, takes } = this.#plans[index] as RequestPlan;
    trace.push('begun');
    turn.signal.addEventListener('abort', () => trace.push('aborted'));
    const answered = () => void trace.push('answered');
    const later = () =>
      new Promise<number>((answer) =>
        this.clock.schedule(takes, () => {
          answered();
          answer(index);
        }),
      );
    if (way === 'observable' || way === 'never') return this.#stream(index, way, answered);
    if (way === 'promise') return later();
    if (way === 'loose' || way === 'forward') return this.#reply(turn, takes, index, answered);
    answered();
    if (way === 'throw') throw new Error('no answer');
    return index;
  }

  /** Answers beside the turns that come then. */
  #reply(turn: Turn, takes: number, index: number, answered: () => void): undefined {
    this.clock.schedule(takes, () => {
      answered();
      if (!turn.signal.aborted) turn.reply(index);
    });
  }

  #stream(index: number, way: RequestPlan['way'], answered: () => void): Observable<number> {
    const { takes } = this.#plans[index] as RequestPlan;
    return new Observable((subscriber) => {
      const cancel = this.clock.schedule(takes, () => {
        if (way === 'never') return;
        answered();
        subscriber.next(index);
        subscriber.complete();
      });
      return () => {
        cancel();
        this.traces[index]?.push('unsubscribed');
      };
    });
  }
}

describe('G21 request', () => {
  onBothLanes((newSystem) => {
    it('left at any moment, leaves no turn that runs for nobody, no message that is handled, and no debt', () =>
      holdsFor(
        requestPlans,
        async (plans) => {
          const requests = new Requests(newSystem, plans);
          const { clock, system, ref, traces } = requests;
          const pongs: unknown[] = [];

          requests.start();
          await passTime(clock);
          void ref.ask('ping', { timeout: Number.POSITIVE_INFINITY }).then((pong) => pongs.push(pong));
          await settles(clock);

          const faults = plans.flatMap((plan, index) => {
            const fault = faultOf(plan, traces[index] as string[]);
            return fault === undefined ? [] : [`${plan.way} ${fault}: ${traces[index]}`];
          });
          expect(faults).to.deep.equal([]);
          expect(pongs, 'the actor lives').to.deep.equal(['pong']);
          expect(ref.mailbox.size, 'messages that wait').to.equal(0);
          expect(clock.pending, 'timers').to.equal(0);
          await system.shutdown();
        },
        200,
      ));
  });
});
