import { Observable, of, throwError } from 'rxjs';
import { type Actor, defineActor, Inbox, isActorError, type Turn } from '../../lib/index.js';
import type { OnStage, Stage } from './hostile-stage.js';

/** Puts a value somewhere, and says what is wrong with what comes of it. */
export type Role = (stage: Stage, value: unknown) => Promise<string | undefined>;

/** Boxed, for a value may have a `then` of its own. */
interface Box {
  readonly value: unknown;
}

const same = (box: Box | undefined, value: unknown) =>
  box !== undefined && Object.is(box.value, value) ? undefined : 'it is not the same';

const errorOf = (promise: Promise<unknown>): Promise<Box | undefined> =>
  promise.then(
    () => undefined,
    (value: unknown) => ({ value }),
  );

/** RxJS's own `of` looks at its last parameter. */
const only = (value: unknown) => new Observable((subscriber) => subscriber.next(value));

const table = defineActor(() => ({ handlers: { fine: () => 'alive' } }));

/** Where a value is sent. */
export const sent: Readonly<Record<string, Role>> = {
  'told by a pipeline': async ({ system, clock, start }, value) => {
    const seen: Box[] = [];
    const ref = start();
    ref.inbox.subscribe((message) => seen.push({ value: message }));
    only(value).subscribe(ref.tell);
    await clock.settle();
    return same(seen[0], value) ?? (system.deadLetters.count === 0 ? undefined : 'a dead letter');
  },

  'told to a table of handlers': async ({ system }, value) => {
    const ref = system.spawn(table);
    (ref.tell as (message: unknown) => void)(value);
    const { kind } = await ref.stopped;
    return kind === 'failed' ? undefined : `it has ${kind}`;
  },

  'asked of a table of handlers': async ({ system }, value) => {
    const ref = system.spawn(table);
    const error = await errorOf((ref.ask as (message: unknown) => Promise<unknown>)(value));
    const next = await ref.ask({ type: 'fine' });
    return error === undefined ? 'it is answered' : next === 'alive' ? undefined : 'it lives no more';
  },

  'the type of a message': async ({ system }, value) => {
    const ref = system.spawn(table);
    const error = await errorOf((ref.ask as (message: unknown) => Promise<unknown>)({ type: value }));
    const next = await ref.ask({ type: 'fine' });
    if (next !== 'alive') return 'it lives no more';
    return isActorError(error?.value, 'unhandled-message') ? undefined : 'it is handled';
  },

  'replied to an inbox': async ({ start }, value) => {
    const inbox = new Inbox();
    start().tell((_: OnStage, turn: Turn) => turn.reply(value), { sender: inbox });
    const { value: reply } = await inbox[Symbol.asyncIterator]().next();
    return same({ value: reply }, value);
  },

  'returned for a message that was told': async ({ clock, start }, value) => {
    start().tell(() => value);
    await clock.settle();
    return undefined;
  },

  'the value of an input': async ({ clock, start }, value) => {
    const seen: Box[] = [];
    start({
      setup: (self) => void self.registerInputTask(only(value), (input) => void seen.push({ value: input })),
    });
    await clock.settle();
    return same(seen[0], value);
  },

  'the value of an async iterator': async ({ clock, start }, value) => {
    const seen: Box[] = [];
    let given = 0;
    const next = async () => ({ done: ++given > 1, value });
    const source = { [Symbol.asyncIterator]: () => ({ next }) };
    start({
      setup: (self) => void self.registerInputTask(source, (input) => void seen.push({ value: input })),
    });
    await clock.settle();
    return same(seen[0], value);
  },
};

/** Where a value is thrown. */
export const thrown: Readonly<Record<string, Role>> = {
  'thrown by an input that is watched': async ({ clock, start }, value) => {
    const seen: Box[] = [];
    const error = (input: unknown) => void seen.push({ value: input });
    start({
      setup: (self) =>
        void self.registerInputTask(
          throwError(() => value),
          { error },
        ),
    });
    await clock.settle();
    return same(seen[0], value);
  },

  'thrown by an input that is not': async ({ start }, value) => {
    const source = throwError(() => value);
    const reason = await start({ setup: (self) => void self.registerInputTask(source, () => undefined) })
      .stopped;
    return reason.kind === 'failed' ? same({ value: reason.error }, value) : `it is ${reason.kind}`;
  },

  'thrown by the handler of an input': async ({ start }, value) => {
    const handle = () => {
      throw value;
    };
    const reason = await start({ setup: (self) => void self.registerInputTask(of(1), handle) }).stopped;
    return reason.kind === 'failed' ? same({ value: reason.error }, value) : `it is ${reason.kind}`;
  },

  'thrown in teardown': async ({ system, clock, start }, value) => {
    const seen: Box[] = [];
    system.events.subscribe((event) => {
      if (event.type === 'teardown-failed') seen.push({ value: event.error });
    });
    const teardown = () => {
      throw value;
    };
    const ref = start({ teardown });
    await clock.settle();
    const { kind } = await ref.stop();
    await clock.settle();
    return kind === 'requested' ? same(seen[0], value) : `it is ${kind}`;
  },

  'thrown by a child': async ({ clock, start }, value) => {
    const seen: Box[] = [];
    const parent = start({
      childStopped: (reason) =>
        void seen.push({ value: reason.kind === 'failed' ? reason.error : reason.kind }),
    });
    const create = defineActor(() => {
      throw value;
    });
    await parent.ask((self: OnStage) => self.spawn(create as () => Actor).path);
    await clock.settle();
    return (
      same(seen[0], value) ?? ((await parent.ask(() => 'alive')) === 'alive' ? undefined : 'it lives no more')
    );
  },

  'thrown by an observer': async ({ system, clock, start }, value) => {
    const seen: Box[] = [];
    system.events.subscribe((event) => {
      if (event.type === 'observer-failed') seen.push({ value: event.error });
    });
    const ref = start();
    ref.lifecycle.subscribe(() => {
      throw value;
    });
    const next = await ref.ask(() => 'alive');
    await clock.settle();
    return next === 'alive' ? same(seen[0], value) : 'it lives no more';
  },

  'given to fail': async ({ start }, value) => {
    const ref = start();
    const error = await errorOf(ref.ask((self: OnStage) => self.fail(value)));
    const reason = await ref.stopped;
    return (
      same(error, value) ?? (reason.kind === 'failed' ? same({ value: reason.error }, value) : reason.kind)
    );
  },

  'the reason of an abort': async ({ clock, start }, value) => {
    const controller = new AbortController();
    const ref = start();
    const error = errorOf(ref.ask(() => undefined, { signal: controller.signal }));
    await clock.settle();
    controller.abort(value);
    return same(await error, controller.signal.reason);
  },
};
