// A fast source and a slow actor: a bounded mailbox keeps the backlog small, and `offer` makes the source wait.
import { Actor, ActorSystem, bounded } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

// #region printer
/** Takes a while for each page. */
class Printer extends Actor {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    super();
    this.#print = print;
  }

  protected override async handleMessage(page: string) {
    await lastValueFrom(timer(2));
    this.#print(`printed ${page}`);
  }
}
// #endregion

// #region refused
async function impatient(print: (line: string) => void): Promise<void> {
  await using system = new ActorSystem();
  system.deadLetters.subscribe(({ message, reason }) => print(`not printed: ${message}, ${reason}`));
  const printer = system.spawn(() => new Printer(print), { mailbox: bounded(3) });
  for (let page = 1; page <= 5; page += 1) printer.tell(`page ${page}`); // does not wait, and loses pages
  await printer.stop({ drain: true });
}
// #endregion

// #region offer
async function patient(print: (line: string) => void): Promise<void> {
  await using system = new ActorSystem();
  const printer = system.spawn(() => new Printer(print), { mailbox: bounded(3) });
  for (let page = 1; page <= 5; page += 1) await printer.offer(`page ${page}`); // waits while three wait
  await printer.stop({ drain: true });
  const { highWater, capacity } = printer.mailbox;
  print(`at most ${highWater} of ${capacity} waited`);
}
// #endregion

// #region source
/** Sources that are read value by value wait by themselves: this one is not read while the mailbox is full. */
class Reader extends Printer {
  protected override setup() {
    this.registerInputTask(pages(5), {
      next: (page) => this.handleMessage(page),
      complete: () => this.endMainLoop(),
    });
  }
}

async function* pages(count: number) {
  for (let page = 1; page <= count; page += 1) yield `sheet ${page}`;
}
// #endregion

export async function main(print: (line: string) => void = console.log): Promise<void> {
  print('--- told');
  await impatient(print);
  print('--- offered');
  await patient(print);
  print('--- read');
  await using system = new ActorSystem();
  await system.spawn(() => new Reader(print), { mailbox: bounded(1) }).stopped;
}

if (require.main === module) void main();
