import * as fc from 'fast-check';
import {
  type BusyPolicy,
  conflate,
  dropWhileBusy,
  type Overflow,
  parallel,
  serial,
  switchTo,
} from '../../../lib/index.js';

/** `which` counts around those that there are. */
export type BusyStep =
  | { readonly step: 'tell' | 'ask'; readonly kind: Kind; readonly looks: boolean }
  /** A handler ends. */
  | { readonly step: 'end'; readonly which: number; readonly fails: boolean }
  /** An asker leaves. */
  | { readonly step: 'leave'; readonly which: number }
  | { readonly step: 'stop' | 'drain' | 'kill' };

/** Subject to the policy, or not. */
export type Kind = 'busy' | 'plain';

export interface BusyScript {
  readonly policy: BusyPolicy;
  readonly capacity: number;
  readonly overflow: Overflow;
  readonly steps: readonly BusyStep[];
}

const kind = fc.constantFrom<Kind>('busy', 'busy', 'plain');
const which = fc.nat({ max: 9 });
const rarely = fc.constantFrom(false, false, true);

/** What arrives and ends, in any order; and how the actor ends, if at all. */
const life: fc.Arbitrary<BusyStep> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ step: fc.constantFrom('tell', 'ask'), kind, looks: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ step: fc.constant('end'), which, fails: rarely }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('leave'), which }) },
);
const stop = fc.record({ step: fc.constantFrom('stop', 'drain', 'kill') });

/** Each policy by itself: all of them are to be tried, also by few scripts. */
export const policies: Readonly<Record<string, fc.Arbitrary<BusyPolicy>>> = {
  serial: fc.constant(serial()),
  switchTo: fc.constant(switchTo()),
  conflate: fc.constant(conflate()),
  dropWhileBusy: fc.constant(dropWhileBusy()),
  parallel: fc.integer({ min: 1, max: 3 }).map((limit) => parallel(limit)),
  'parallel, in order': fc.integer({ min: 2, max: 3 }).map((limit) => parallel(limit, { ordered: true })),
};

export const busyScripts = (policy: fc.Arbitrary<BusyPolicy>): fc.Arbitrary<BusyScript> =>
  fc.record({
    policy,
    capacity: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
    overflow: fc.constantFrom('reject', 'dropOldest'),
    steps: fc
      .tuple(
        fc.array(life, { minLength: 20, maxLength: 40 }),
        fc.array(fc.oneof(stop, life), { maxLength: 8, size: 'max' }),
      )
      .map((parts) => parts.flat()),
  });

interface Item {
  readonly name: string;
  readonly kind: Kind;
  readonly asked: boolean;
  /** Its handler ends when it is told to. */
  readonly looks: boolean;
  /** Its asker waits no longer, or another has taken its place. */
  over: boolean;
  superseded: boolean;
  /** Its handler has ended; how. */
  end: 'well' | 'failed' | undefined;
}

/** An actor under one policy, as the rules say it: arrays. */
export class BusyModel {
  /** Whose handlers were called, in order. */
  readonly begun: string[] = [];
  /** What became of each ask that is settled, and of each message that was not handled. */
  readonly fates: Record<string, string> = {};
  /** How many times it began. */
  instances = 1;
  state: 'open' | 'restarting' | 'stopping' | 'draining' | 'stopped' = 'open';
  readonly #script: BusyScript;
  #line: Item[] = [];
  #aside: Item[] = [];
  #bodies: Item[] = [];
  #running: Item | undefined;

  constructor(script: BusyScript) {
    this.#script = script;
  }

  get size(): number {
    return [...this.#line, ...this.#aside].filter(({ over }) => !over).length;
  }

  /** Whose handlers run. */
  get running(): readonly string[] {
    return [this.#running, ...this.#bodies].flatMap((item) =>
      item !== undefined && item.end === undefined ? [item.name] : [],
    );
  }

  /** The asks that are out, and have not been let go of. */
  get asks(): readonly string[] {
    const items = [this.#running, ...this.#bodies, ...this.#aside, ...this.#line];
    return items.flatMap((item) =>
      item?.asked && !item.over && this.fates[item.name] === undefined ? [item.name] : [],
    );
  }

  arrive(name: string, kind: Kind, asked: boolean, looks: boolean): void {
    const item: Item = { name, kind, asked, looks, over: false, superseded: false, end: undefined };
    if (this.state !== 'open' && this.state !== 'restarting') this.#lose(item, 'actor-stopped');
    else if (kind === 'plain') this.#letIn(item);
    else {
      const waiting = this.#line.find((other) => other.kind === 'busy' && !other.over);
      const runs = this.#running?.kind === 'busy' ? this.#running : undefined;
      const policy = this.#script.policy.kind;
      if (policy === 'dropWhileBusy' && (waiting ?? runs) !== undefined) this.#lose(item, 'superseded');
      else if ((policy === 'conflate' || policy === 'switchTo') && waiting !== undefined) {
        this.#lose(waiting, 'superseded');
        this.#line.push(item);
      } else if (this.#letIn(item) && policy === 'switchTo' && runs !== undefined) this.#supersede(runs);
    }
    this.#run();
  }

  end(name: string, fails: boolean): void {
    const item = [this.#running, ...this.#bodies].find((other) => other?.name === name) as Item;
    item.end = fails ? 'failed' : 'well';
    this.#settle(item);
    this.#run();
  }

  leave(name: string): void {
    const item = [this.#running, ...this.#bodies, ...this.#aside, ...this.#line].find(
      (other) => other?.name === name,
    ) as Item;
    this.#lose(item, 'left');
    if (this.#script.policy.ordered) this.#handOn();
    if (item.looks && this.running.includes(name)) this.end(name, true);
    this.#run();
  }

  stop(how: 'stop' | 'drain' | 'kill'): void {
    if (this.state === 'stopped') return;
    const drains = how === 'drain' && (this.state === 'open' || this.state === 'draining');
    this.state = drains ? 'draining' : 'stopping';
    if (!drains) this.#refuse();
    if (how === 'kill') {
      this.#disown('actor-stopped');
      if (this.#running !== undefined) this.#lose(this.#running, 'actor-stopped');
      this.#running = undefined;
    }
    this.#run();
  }

  /** Whether there is room; what the rule says has to go. */
  #letIn(item: Item): boolean {
    const { capacity, overflow } = this.#script;
    if (this.size >= capacity) {
      const oldest = [...this.#aside, ...this.#line].find(({ over }) => !over) as Item;
      this.#lose(overflow === 'reject' ? item : oldest, 'mailbox-full');
      if (overflow === 'reject') return false;
    }
    this.#line.push(item);
    return true;
  }

  #supersede(item: Item): void {
    item.superseded = true;
    if (item.asked) this.#lose(item, 'superseded');
    if (item.looks && item.end === undefined) {
      item.end = 'well';
      this.#settle(item);
    }
  }

  /** It is not handled, or its asker gets no answer. */
  #lose(item: Item, fate: string): void {
    item.over = true;
    if (item.asked || !this.begun.includes(item.name)) this.fates[item.name] ??= fate;
  }

  #settle(item: Item): void {
    if (item === this.#running) {
      this.#running = undefined;
      this.#hand(item);
    } else if (this.#script.policy.ordered) {
      this.#handOn();
    } else {
      this.#bodies = this.#bodies.filter((other) => other !== item);
      this.#hand(item);
    }
  }

  /** In order; what nobody waits for any more holds no other back. */
  #handOn(): void {
    const open = this.#bodies.findIndex(({ end, over }) => end === undefined && !over);
    const early = open < 0 ? this.#bodies.length : open;
    const ready = this.#bodies.filter(({ end }, index) => index < early && end !== undefined);
    this.#bodies = this.#bodies.filter((item) => !ready.includes(item));
    for (const item of ready) this.#hand(item);
  }

  #hand({ name, asked, end }: Item): void {
    if (asked) this.fates[name] ??= end === 'failed' ? 'failed' : 'answered';
    else if (end === 'failed' && this.state === 'open') this.state = 'restarting';
    else if (end === 'failed' && this.state === 'draining') this.stop('stop');
  }

  #disown(why: string): void {
    const bodies = this.#bodies;
    this.#bodies = [];
    for (const item of bodies) {
      if (item.end !== undefined) this.#hand(item);
      else if (item.asked) this.#lose(item, why);
    }
  }

  #refuse(): void {
    for (const item of [...this.#aside, ...this.#line]) if (!item.over) this.#lose(item, 'actor-stopped');
    this.#line = [];
    this.#aside = [];
  }

  #run(): void {
    if (this.state === 'restarting' && this.#running === undefined) {
      this.#disown('actor-restarted');
      this.#line.unshift(...this.#aside);
      this.#aside = [];
      this.state = 'open';
      this.instances += 1;
    }
    const handles = this.state === 'open' || this.state === 'draining';
    if (handles) this.#pump();
    while (handles && this.#running === undefined && this.#line.length > 0) {
      const item = this.#line.shift() as Item;
      if (item.over) continue;
      if (item.kind === 'busy' && this.#script.policy.kind === 'parallel') this.#aside.push(item);
      else this.#begin(item);
      this.#pump();
    }
    const idle = this.#running === undefined && this.#bodies.length === 0;
    if (idle && (this.state === 'stopping' || this.state === 'draining')) this.state = 'stopped';
  }

  #begin(item: Item): void {
    this.begun.push(item.name);
    this.#running = item;
  }

  #pump(): void {
    const { limit = 1 } = this.#script.policy;
    while (this.#bodies.length < limit && this.#aside.length > 0) {
      const item = this.#aside.shift() as Item;
      if (item.over) continue;
      this.begun.push(item.name);
      this.#bodies.push(item);
    }
  }
}
