// A pipeline that tells an actor of what passes, and goes on as if nobody had looked.
import { Actor, type Handlers, spawn, tellEach } from 'rxactors';
import { from, lastValueFrom, map, toArray } from 'rxjs';

interface Auditing {
  paid(m: { amount: number }): void;
  total(): number;
}

class Audit extends Actor<Auditing> {
  #total = 0;

  protected override readonly handlers: Handlers<Auditing> = {
    paid: ({ amount }) => {
      this.#total += amount;
    },
    total: () => this.#total,
  };
}

export async function main(print: (line: string) => void): Promise<void> {
  await using audit = spawn(() => new Audit());
  // #region pipeline
  const receipts = from([5, 7, 30]).pipe(
    tellEach(audit, (amount) => ({ type: 'paid', amount })),
    map((amount) => `received ${amount}`),
    toArray(),
  );
  // #endregion
  print((await lastValueFrom(receipts)).join(', '));
  print(`audited: ${await audit.ask({ type: 'total' })}`);
}
