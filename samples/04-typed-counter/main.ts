// A typed actor: the protocol is an interface, asks know their replies, and an error goes to the asker.
import { Actor, type Handlers, spawn } from 'rxactors';

// #region protocol
interface Counting {
  add(m: { amount: number }): number;
  total(): number;
}
// #endregion

// #region counter
class Counter extends Actor<Counting> {
  #total = 0;

  protected override readonly handlers: Handlers<Counting> = {
    add: ({ amount }) => {
      if (!(amount > 0)) throw new RangeError(`cannot add ${amount}`);
      this.#total += amount;
      return this.#total;
    },
    total: () => this.#total,
  };
}
// #endregion

export async function main(print: (line: string) => void = console.log): Promise<void> {
  // #region asks
  await using counter = spawn(() => new Counter()); // ActorRef<Counting>
  counter.tell({ type: 'add', amount: 2 });
  const total = await counter.ask({ type: 'add', amount: 3 }); // number, without a cast
  print(`2 told and 3 asked make ${total}`);
  // #endregion

  // #region error
  const outcome = await counter.ask({ type: 'add', amount: -1 }).catch((error: Error) => error.message);
  print(`the asker hears: ${outcome}`);
  print(`the counter is ${counter.state}, and has ${await counter.ask({ type: 'total' })}`);
  // #endregion
}

if (require.main === module) void main();
