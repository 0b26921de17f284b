// A stream of chat events, and an actor for each room: its state, its order, its failures, and its end when it is quiet.
import { Actor, ActorSystem, actorPerKey, type Handlers } from 'rxactors';
import { concatMap, from, ignoreElements, lastValueFrom, of, tap, timer } from 'rxjs';

type Print = (line: string) => void;

// #region room
interface Room {
  join(m: { room: string; who: string }): string;
  say(m: { room: string; who: string; text: string }): Promise<string>;
}

/** What a room knows of itself. It lives as long as people talk. */
class ChatRoom extends Actor<Room> {
  readonly #name: string;
  readonly #print: Print;
  readonly #members = new Set<string>();
  #lines = 0;

  constructor(name: string, print: Print) {
    super();
    this.#name = name;
    this.#print = print;
  }

  protected override setup() {
    this.#print(`${this.#name} opens`);
  }

  protected override readonly handlers: Handlers<Room> = {
    join: ({ who }) => {
      this.#members.add(who);
      return `${this.#name}: ${who} is in, with ${this.#members.size - 1} more`;
    },
    say: async ({ who, text }) => {
      await lastValueFrom(timer(2)); // to store it: the room takes the next event afterwards, other rooms go on
      if (!this.#members.has(who)) throw new Error(`${who} is not in ${this.#name}`);
      this.#lines += 1;
      return `${this.#name} ${this.#lines}: ${who} says ${text}`;
    },
  };

  protected override teardown() {
    this.#print(`${this.#name} closes after ${this.#lines} lines`); // here its state would be saved
  }
}
// #endregion

// #region events
const burst = [
  { type: 'join', room: 'kitchen', who: 'Ann' },
  { type: 'say', room: 'kitchen', who: 'Ann', text: 'hello' },
  { type: 'say', room: 'kitchen', who: 'Eve', text: 'let me in' }, // fails, and neither Ann nor the garden sees it
  { type: 'join', room: 'garden', who: 'Bob' },
  { type: 'say', room: 'kitchen', who: 'Ann', text: 'anyone?' },
] as const;

const later = [{ type: 'join', room: 'kitchen', who: 'Cem' }] as const;
// #endregion

export async function main(print: Print = console.log): Promise<void> {
  // Failures are logged; here they are printed as the events that they are.
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  await using system = new ActorSystem({ logger: quiet });
  system.events.subscribe((event) => {
    if (event.type === 'failed') print(`failed: ${(event.error as Error).message}`);
  });

  // #region pipeline
  const events = of(
    burst,
    timer(400).pipe(concatMap(() => later)), // long after the rooms have fallen silent
    timer(20).pipe(ignoreElements()),
  ).pipe(concatMap((part) => from(part)));

  const replies = events.pipe(
    actorPerKey(
      ({ room }) => room,
      (room) => new ChatRoom(room, print),
      { idle: 100, max: 50, system }, // quiet for 100 ms, a room closes; at most 50 are open
    ),
    tap((reply) => print(reply)),
  );
  await lastValueFrom(replies); // all rooms have closed
  // #endregion
}

// For tests.
export { ChatRoom };

if (require.main === module) void main();
