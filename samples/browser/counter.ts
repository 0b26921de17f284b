// An actor whose state is shown on a page, and the stream of that state.
import { Actor, type ActorRef, detached, type Handlers, isActorError, stateOf, supervise } from 'rxactors';
import type { Observable } from 'rxjs';

// #region actor
/** What a view needs of an actor. */
export interface Shown<S> {
  state(): Observable<S>;
}

export interface Counting extends Shown<number> {
  add(m: { amount: number }): void;
}

export class Counter extends Actor<Counting> {
  readonly #count = stateOf(0);

  protected override readonly handlers: Handlers<Counting> = {
    add: ({ amount }) => this.#count.update((count) => count + amount),
    state: () => detached(this.#count.changes), // beside later turns, for as long as somebody listens
  };
}
// #endregion

// #region follow
/** The latest state and all that follow, on with the next instance after a restart, until the actor has stopped. */
export const follow = <S>(ref: ActorRef<Shown<S>>): Observable<S> =>
  ref.stream({ type: 'state' }).pipe(
    supervise({
      limit: { max: Number.MAX_SAFE_INTEGER, within: 1 }, // none: that of the actor decides
      decide: (error) => {
        if (isActorError(error, 'actor-restarted')) return 'restart';
        return isActorError(error, 'actor-stopped') ? 'stop' : 'escalate';
      },
    }),
  );
// #endregion
