// A form whose submits are turns of an actor.
import { Actor, dropWhileBusy } from 'rxactors';
import { fromEvent, map, tap } from 'rxjs';

// #region form
export class SignUp extends Actor {
  constructor(
    readonly form: HTMLFormElement,
    readonly save: (data: FormData) => Promise<void>,
  ) {
    super();
  }

  protected override setup() {
    const submits = fromEvent<SubmitEvent>(this.form, 'submit').pipe(
      tap((event) => event.preventDefault()), // now: the turn comes later, and would be too late
      map(() => new FormData(this.form)), // as it is now, and not as it will be in the turn
    );
    this.registerInputTask(submits, (data) => this.save(data), { busy: dropWhileBusy() });
  }
}
// #endregion
