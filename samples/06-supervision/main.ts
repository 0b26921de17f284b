// A worker that crashes is started anew, later each time, and what waited for it is not lost.
import {
  Actor,
  type ActorRef,
  type Handlers,
  type LifecycleEvent,
  type Supervision,
  spawn,
  type Turn,
} from 'rxactors';

// #region failures
class BadOrder extends Error {}
class ConnectionLost extends Error {}
// #endregion

/** Stands for a database: it is down at first, and breaks once while it is used. */
class Database {
  #connections = 0;
  #broken = false;

  connect(): void {
    this.#connections += 1;
    if (this.#connections < 3) throw new ConnectionLost('the database is down');
  }

  save(order: number): void {
    if (order !== 3 || this.#broken) return;
    this.#broken = true;
    throw new ConnectionLost('the connection broke');
  }
}

type Print = (line: string) => void;

interface Billing {
  bill(m: { order: number; amount: number }): void;
  close(): void;
}

// #region worker
class Biller extends Actor<Billing> {
  #billed = 0; // a new instance begins at 0 again

  constructor(
    readonly database: Database,
    readonly print: Print,
  ) {
    super();
  }

  protected override setup() {
    this.database.connect(); // no `try`: what to do about a failure is the office's business
  }

  protected override readonly handlers: Handlers<Billing> = {
    bill: ({ order, amount }) => {
      if (amount < 0) throw new BadOrder(`order ${order} has a negative amount`);
      this.database.save(order);
      this.#billed += 1;
      this.print(`order ${order} is billed, the ${this.#billed}. of this instance`);
    },
    close: () => this.endMainLoop(),
  };
}
// #endregion

// #region office
class Office extends Actor<Billing> {
  #biller!: ActorRef<Billing>;

  constructor(
    readonly database: Database,
    readonly print: Print,
  ) {
    super();
  }

  protected override readonly supervision: Supervision = {
    decide: (error) => {
      if (error instanceof BadOrder) return 'resume'; // the biller is fine: drop the order, go on
      if (error instanceof ConnectionLost) return 'restart'; // a new instance connects again
      return 'escalate'; // nobody here knows what that is
    },
    backoff: { min: 5, max: 1_000 }, // waits about 5, 10, 20, … ms, and tries a failing setup again
    limit: { max: 10, within: 60_000 }, // the 11th crash in a minute is the office's own failure
  };

  protected override setup() {
    this.childLifecycle.subscribe((event) => this.print(describe(event)));
    this.#biller = this.spawn(() => new Biller(this.database, this.print), { id: 'biller' });
  }

  protected override handleMessage(_message: unknown, turn: Turn) {
    turn.forward(this.#biller);
  }

  protected override handleChildStopped() {
    this.endMainLoop();
  }
}
// #endregion

function describe(event: LifecycleEvent): string {
  if (event.type === 'failed') return `biller ${event.incarnation} failed: ${(event.error as Error).message}`;
  return 'incarnation' in event ? `biller ${event.incarnation} ${event.type}` : `biller ${event.type}`;
}

export async function main(print: Print = console.log): Promise<void> {
  const database = new Database();
  const office = spawn(() => new Office(database, print));
  office.tell({ type: 'bill', order: 1, amount: 100 }); // waits until a biller has connected
  office.tell({ type: 'bill', order: 2, amount: -5 });
  office.tell({ type: 'bill', order: 3, amount: 30 }); // breaks the connection, and is gone with it
  office.tell({ type: 'bill', order: 4, amount: 40 }); // waits again
  office.tell({ type: 'close' });
  const { kind } = await office.stopped;
  print(`the office has stopped: ${kind}`);
}

if (require.main === module) void main();
