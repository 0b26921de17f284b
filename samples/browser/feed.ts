// A socket that logs in at each connection, and is given up when the server refuses the login.
import { Actor, fromWebSocket } from 'rxactors';
import { filter, ignoreElements, merge, takeUntil, tap } from 'rxjs';

// #region feed
const POLICY_VIOLATION = 1008;

export class Feed extends Actor {
  constructor(
    readonly url: string,
    readonly login: string,
    readonly show: (line: string) => void,
  ) {
    super();
  }

  protected override setup() {
    const { messages, opens, closes, send } = fromWebSocket<string>(this.url, {
      reconnect: { min: 500, max: 30_000 },
    });
    // At once, and so before all that waits. One that gets lost is repeated at the next open.
    const logins = opens.pipe(tap(() => void send(this.login).catch(() => undefined)));
    const refused = closes.pipe(filter(({ code }) => code === POLICY_VIOLATION));
    const lines = merge(logins.pipe(ignoreElements()), messages).pipe(takeUntil(refused));
    this.registerInputTask(lines, {
      next: (line) => this.show(line),
      complete: () => this.endMainLoop(), // refused, or closed by the server
    });
  }
}
// #endregion
