// A state with one owner that several components follow, each from the latest value on, also over a restart.
import {
  Actor,
  type ActorRef,
  ActorSystem,
  detached,
  type Handlers,
  isActorError,
  stateOf,
  supervise,
} from 'rxactors';
import { filter, firstValueFrom, type Observable } from 'rxjs';

// #region actor
interface Cart {
  add(m: { item: string }): number;
  items(): Observable<readonly string[]>;
}

class ShoppingCart extends Actor<Cart> {
  readonly #items = stateOf<readonly string[]>([]);

  protected override readonly handlers: Handlers<Cart> = {
    add: ({ item }) => {
      if (item === '') this.fail(new Error('an item without a name'));
      this.#items.update((items) => [...items, item]);
      return this.#items.get().length;
    },
    items: () => detached(this.#items.changes), // beside later turns, for as long as somebody listens
  };
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  await using system = new ActorSystem({ logger: quiet });
  const cart = system.spawn(() => new ShoppingCart(), { supervision: { decide: 'restart' } });
  // #region follow
  /** From the latest value on, and on with the next instance when the actor was restarted. */
  const follow = (ref: ActorRef<Cart>) =>
    ref
      .stream({ type: 'items' })
      .pipe(
        supervise({ decide: (error) => (isActorError(error, 'actor-restarted') ? 'restart' : 'escalate') }),
      );
  // #endregion
  const shows = (text: string) => firstValueFrom(follow(cart).pipe(filter((items) => items.join() === text)));
  follow(cart).subscribe((items) => print(`badge: ${items.length}`));
  await cart.ask({ type: 'add', item: 'tea' });
  follow(cart).subscribe((items) => print(`list: ${items.join(', ') || 'empty'}`)); // late, and up to date
  await cart.ask({ type: 'add', item: 'milk' });
  cart.tell({ type: 'add', item: '' }); // fails: a new cart takes its place
  await shows('');
  await cart.ask({ type: 'add', item: 'salt' });
}
