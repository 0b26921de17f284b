// A form whose submits are turns of an actor.
import { Actor, dropWhileBusy } from 'rxactors';
import { fromEvent, map, tap } from 'rxjs';

// #region form
export class SignUp extends Actor {
  constructor(
    readonly form: HTMLFormElement,
    readonly save: (data: FormData) => Promise<void>,
    readonly showError: (error: unknown) => void,
  ) {
    super();
  }

  protected override setup() {
    const submits = fromEvent<SubmitEvent>(this.form, 'submit').pipe(
      tap((event) => event.preventDefault()), // now: the turn comes later, and would be too late
      map(() => new FormData(this.form)), // as it is now, and not as it will be in the turn
    );
    this.registerInputTask(submits, (data) => this.#submit(data), { busy: dropWhileBusy() });
  }

  async #submit(data: FormData) {
    try {
      await this.save(data);
    } catch (error) {
      this.showError(error); // and no failure of the actor, which would stop it
    }
  }
}
// #endregion
