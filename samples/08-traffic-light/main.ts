// A traffic light: each color is a table of handlers, timers change it, and cars wait in the stash while it is red.
import { Actor, type Handlers, spawn } from 'rxactors';

const TURN = 50; // milliseconds for each color

// #region light
interface TrafficLight {
  color(): string;
  /** Answers when the car has passed. */
  pass(m: { car: string }): string;
}

class Light extends Actor<TrafficLight> {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    super();
    this.#print = print;
  }

  readonly #green: Handlers<TrafficLight> = {
    color: () => 'green',
    pass: ({ car }) => `${car} has passed`,
  };

  /** Red, until `become` puts other handlers in the place of these. */
  protected override readonly handlers: Handlers<TrafficLight> = {
    color: () => 'red',
    pass: () => {
      this.stash(); // for later: the asker waits on, and what is returned here is no answer
      return 'later';
    },
  };

  protected override setup() {
    this.timers.once('change', TURN, () => this.#go());
  }

  #go() {
    this.#print('the light turns green');
    this.become(this.#green);
    this.unstashAll(); // in their order, and before anyone who comes now
    this.timers.once('change', TURN, () => this.#halt());
  }

  #halt() {
    this.#print('the light turns red');
    this.unbecome();
    this.timers.once('change', TURN, () => this.#go());
  }
}
// #endregion

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using light = spawn(() => new Light(print));
  print(`it is ${await light.ask({ type: 'color' })}`);
  const cars = ['the bus', 'the taxi'].map(async (car) => print(await light.ask({ type: 'pass', car })));
  await Promise.all(cars);
  print(`it is ${await light.ask({ type: 'color' })}`);
}

// For tests.
export { Light };

if (require.main === module) void main();
