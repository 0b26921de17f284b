import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { Subject } from 'rxjs';
import { askEach, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { type Gate, gate, handling } from '../actor/support/scripts.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime, settles } from './support/b-check.js';
import { AskingModel, type AskingScript, askingScripts, isHeld } from './support/g20-asking.js';

/** An `askEach` and its actor, each answer of which is in the script's hand. */
class Asking {
  readonly clock = new TestClock();
  readonly source = new Subject<string>();
  readonly begun: string[] = [];
  readonly aborted: string[] = [];
  readonly emitted: unknown[] = [];
  readonly controller = new AbortController();
  readonly system;
  end: string | undefined;
  readonly #answers = new Map<string, Gate<string>>();
  readonly #subscription;

  constructor(newSystem: NewSystem, { concurrency, ordered }: AskingScript) {
    this.system = newSystem({ clock: this.clock });
    const ref = this.system.spawn(handling((name: string, turn) => this.#handle(name, turn)));
    const { signal } = this.controller;
    const options = { concurrency, ordered, signal, timeout: Number.POSITIVE_INFINITY };
    this.#subscription = this.source.pipe(askEach(ref, (name) => name, options)).subscribe({
      next: (reply) => this.emitted.push(reply),
      error: (error) => this.#ended(String(error)),
      complete: () => this.#ended('complete'),
    });
  }

  answer(step: 'reply' | 'fail', name: string): void {
    if (step === 'reply') this.#answers.get(name)?.open(name);
    else this.#answers.get(name)?.fail(`failed ${name}`);
  }

  leave(): void {
    this.#subscription.unsubscribe();
    this.end ??= 'left';
  }

  #ended(end: string): void {
    this.end = this.end === undefined ? end : `${this.end}, ${end}`;
  }

  #handle(name: string, turn: Turn): unknown {
    const answer = gate<string>();
    this.begun.push(name);
    this.#answers.set(name, answer);
    turn.signal.addEventListener('abort', () => this.aborted.push(name));
    if (isHeld(name)) return answer.promise;
    turn.reply(answer.promise);
    return undefined;
  }
}

describe('G20 askEach', () => {
  onBothLanes((newSystem) => {
    it('loses, doubles and reorders no reply, keeps to its limit, and lets go of all it does not wait for', () =>
      holdsFor(askingScripts, async (script) => {
        const asking = new Asking(newSystem, script);
        const model = new AskingModel(script);

        for (const [index, step] of script.steps.entries()) {
          if (step.step === 'value') {
            const name = `${step.held ? 'held' : 'loose'} ${index}`;
            model.value(name);
            asking.source.next(name);
          } else if (step.step === 'complete') {
            model.complete();
            asking.source.complete();
          } else if (step.step === 'reply' || step.step === 'fail') {
            const name = model.heard[step.which % model.heard.length];
            if (name === undefined) continue;
            model[step.step](name);
            asking.answer(step.step, name);
          } else if (step.step === 'leave') {
            model.stop('left');
            asking.leave();
          } else if (step.step === 'abort') {
            model.stop('aborted');
            asking.controller.abort('aborted');
          } else if (asking.source.observed) {
            model.stop('broken');
            asking.source.error('broken');
          }
          expect(await settles(asking.clock), 'it settles').to.equal(true);
          const { begun, aborted, emitted, end } = model;
          expect(
            { begun: asking.begun, aborted: asking.aborted, emitted: asking.emitted, end: asking.end },
            `after step ${index}`,
          ).to.deep.equal({ begun, aborted, emitted, end });
          if (end !== undefined)
            expect(getEventListeners(asking.controller.signal, 'abort').length, 'listeners').to.equal(0);
        }
        asking.leave();
        expect(asking.source.observed, 'the source has an observer').to.equal(false);
        for (const name of model.heard) asking.answer('reply', name);
        await asking.system.shutdown();
      }));

    const delays = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })), {
      minLength: 1,
      maxLength: 30,
    });
    const timed = fc.record({
      delays,
      concurrency: fc.integer({ min: 1, max: 5 }),
      ordered: fc.boolean(),
      leaveAt: fc.option(fc.integer({ min: 0, max: 60 })),
    });

    it('answers each value once, at any latency, or leaves all of them when it is left', () =>
      holdsFor(timed, async ({ delays, concurrency, ordered, leaveAt }) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const emitted: number[] = [];
        let ended = false;
        let out = 0;
        let most = 0;
        const ref = system.spawn(
          handling((index: number, turn) => {
            out += 1;
            most = Math.max(most, out);
            const delay = delays[index] as number;
            if (delay === 0) {
              // Several in a row settle before any of them is heard of.
              out -= 1;
              turn.reply(index);
              return;
            }
            turn.signal.addEventListener('abort', () => out--);
            const answer = gate<number>();
            clock.schedule(delay, () => {
              if (!turn.signal.aborted) out -= 1;
              answer.open(index);
            });
            turn.reply(answer.promise);
          }),
        );
        const source = new Subject<number>();
        const subscription = source
          .pipe(askEach(ref, (index) => index, { concurrency, ordered }))
          .subscribe({ next: (index) => emitted.push(index as number), complete: () => (ended = true) });
        if (leaveAt !== null) clock.schedule(leaveAt, () => subscription.unsubscribe());

        for (const index of delays.keys()) source.next(index);
        source.complete();
        await passTime(clock);

        const all = [...delays.keys()];
        const sorted = [...emitted].sort((a, b) => a - b);
        expect(most, 'asks that are out').to.be.at.most(concurrency);
        expect(out, 'asks that are out at the end').to.equal(0);
        if (ordered) expect(emitted, 'replies in order').to.deep.equal(all.slice(0, emitted.length));
        if (ended || leaveAt === null) expect(sorted, 'replies').to.deep.equal(all);
        expect(new Set(emitted).size, 'replies, each once').to.equal(emitted.length);
        await system.shutdown();
      }));
  });
});
