/** How the values, the messages and the replies of actorPerKey are typed. Compiled only. */
import type { Observable } from 'rxjs';
import { Actor, ActorSystem, actorPerKey, type Handlers } from '../../lib/index.js';
import { type Equal, holds } from './support/equal.js';

interface Counting {
  add(m: { to: string; n: number }): number;
  clear(m: { to: string }): Promise<void>;
}

class Counter extends Actor<Counting> {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  protected override readonly handlers: Handlers<Counting> = { add: ({ n }) => n, clear: async () => {} };
}

class Anything extends Actor {}

interface Row {
  readonly id: number;
  readonly text: string;
}

declare const messages: Observable<{ readonly type: 'add'; readonly to: string; readonly n: number }>;
declare const rows: Observable<Row>;

const counted = messages.pipe(
  actorPerKey(
    (message) => message.to,
    (name) => new Counter(name),
  ),
);
holds<Equal<typeof counted, Observable<number | void>>>(true);

const bounded = messages.pipe(
  actorPerKey(
    ({ to }) => to,
    (name) => {
      holds<Equal<typeof name, string>>(true);
      return new Counter(name);
    },
    { idle: 1, max: 2, supervision: { decide: 'restart' }, system: new ActorSystem() },
  ),
);
holds<Equal<typeof bounded, typeof counted>>(true);

const mapped = rows.pipe(
  actorPerKey(
    (row) => row.id,
    (id) => {
      holds<Equal<typeof id, number>>(true);
      return new Counter(`${id}`);
    },
    { toMessage: (row) => ({ type: 'add', to: row.text, n: row.id }) },
  ),
);
holds<Equal<typeof mapped, typeof counted>>(true);

// An untyped actor takes all values, and promises nothing of its replies.
const untyped = rows.pipe(
  actorPerKey(
    (row) => row.id,
    () => new Anything(),
  ),
);
holds<Equal<typeof untyped, Observable<unknown>>>(true);

rows.pipe(
  // @ts-expect-error rows are no messages of a counter
  actorPerKey(
    (row) => row.id,
    (id) => new Counter(`${id}`),
  ),
);

rows.pipe(
  // @ts-expect-error nor is that
  actorPerKey(
    (row) => row.id,
    (id) => new Counter(`${id}`),
    { toMessage: (row) => ({ type: 'add', to: row.text }) },
  ),
);

const named = (name: string) => new Counter(name);
const byId = (row: Row) => row.id;
// @ts-expect-error a key that the factory does not take
actorPerKey(byId, named, { toMessage: (): { type: 'clear'; to: string } => ({ type: 'clear', to: 'a' }) });

const noActor = () => ({ handlers: {} });
// @ts-expect-error no actor
actorPerKey(byId, noActor);
