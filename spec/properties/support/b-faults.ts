import * as fc from 'fast-check';
import { map, Observable, throwError } from 'rxjs';
import type { ActorContext, AnyActorRef, InputSource } from '../../../lib/index.js';
import { act, puppet } from '../../life/support/puppet.js';

/** Everything throws that is done to it. */
const untouchable = new Proxy(
  {},
  {
    get: () => {
      throw new Error('get');
    },
    getPrototypeOf: () => {
      throw new Error('getPrototypeOf');
    },
    has: () => {
      throw new Error('has');
    },
  },
);

const VALUES: readonly unknown[] = [
  new Error('plain'),
  Object.freeze(new Error('frozen')),
  undefined,
  null,
  'text',
  0,
  Object.create(null),
  untouchable,
];

/** Anything can be thrown. By its number, for even fast-check may not touch some of it. */
export const thrown: fc.Arbitrary<number> = fc.nat({ max: VALUES.length - 1 });

export function thing(thrown: number): unknown {
  return VALUES[thrown];
}

type Fault = (ref: AnyActorRef, value: unknown) => unknown;

const quietly = (promise: Promise<unknown>) => void promise.catch(() => undefined);

function input(source: (value: unknown) => InputSource<unknown>): Fault {
  return (ref, value) => {
    ref.tell(act((self) => void self.registerInputTask(source(value), { next() {}, error() {} })));
  };
}

/** By a child that stops, which lets go of its input. */
function letGo(source: (value: unknown) => InputSource<unknown>): Fault {
  return (ref, value) => {
    ref.tell(act((self) => void self.spawn(puppet({ setup: (child) => leave(child, source(value)) }))));
  };
}

function leave(self: ActorContext, source: InputSource<unknown>): void {
  self.registerInputTask(source, () => {});
  self.endMainLoop();
}

function throwing(value: unknown): () => never {
  return () => {
    throw value;
  };
}

const rejecting = (value: unknown) => async () => {
  throw value;
};

/** What has an owner, or is only reported: the actor lives on. */
export const harmless: Readonly<Record<string, Fault>> = {
  'an asked handler throws': (ref, value) => quietly(ref.ask(act(throwing(value)))),
  'an asked handler rejects': (ref, value) => quietly(ref.ask(act(rejecting(value)))),
  'an asked handler streams an error': (ref, value) => quietly(ref.ask(act(() => throwError(() => value)))),
  'a source fails': input((value) => throwError(() => value)),
  'a source throws': input((value) => new Observable(throwing(value))),
  'an iterator throws': input((value) => ({ [Symbol.asyncIterator]: throwing(value) })),
  'an iterator rejects': input((value) => ({ [Symbol.asyncIterator]: () => ({ next: rejecting(value) }) })),
  'a pull rejects': input((value) => rejecting(value) as () => Promise<unknown>),
  'a pull throws': input((value) => throwing(value)),
  'a finalizer throws': letGo((value) => new Observable(() => throwing(value))),
  'the return of an iterator throws': letGo((value) => silentIterable(throwing(value))),
  'the return of an iterator rejects': letGo((value) => silentIterable(rejecting(value))),
  'the inbox fails': (ref, value) => throwError(() => value).subscribe(ref.inbox),
  'an operator on the life throws': (ref, value) => {
    ref.lifecycle.pipe(map(throwing(value))).subscribe();
  },
  'a factory throws': (ref, value) => quietly(ref.ask(act((self) => self.spawn(throwing(value))))),
  'a child breaks in its teardown': (ref, value) => {
    ref.tell(act((self) => void self.spawn(puppet({ teardown: throwing(value) })).stop()));
  },
};

/** What fails its actor. */
export const fatal: Readonly<Record<string, Fault>> = {
  'a told handler throws': (ref, value) => ref.tell(act(throwing(value))),
  'a told handler rejects': (ref, value) => ref.tell(act(rejecting(value))),
  'a told handler streams an error': (ref, value) => ref.tell(act(() => throwError(() => value))),
  'an asked handler fails its actor': (ref, value) => quietly(ref.ask(act((self) => self.fail(value)))),
  'a source fails that nobody handles': (ref, value) => {
    ref.tell(
      act(
        (self) =>
          void self.registerInputTask(
            throwError(() => value),
            () => {},
          ),
      ),
    );
  },
  'a child breaks in its setup': (ref, value) => {
    ref.tell(act((self) => void self.spawn(puppet({ setup: throwing(value) }))));
  },
};

function silentIterable(onReturn: () => never | Promise<never>): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: onReturn as () => Promise<never>,
    }),
  };
}

/** Observers that throw at whatever they see, of all that can be observed but the system's events. */
export function observeBadly(ref: AnyActorRef, thrown: unknown[]): void {
  const observer = () => {
    const error = new Error('an observer fails');
    thrown.push(error);
    throw error;
  };
  ref.lifecycle.subscribe({ next: observer, complete: observer });
  ref.inbox.subscribe({ next: observer, complete: observer });
}
