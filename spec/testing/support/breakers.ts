import { concat, interval, NEVER, type Observable, of } from 'rxjs';
import { Actor, type Turn } from '../../../lib/index.js';
import type { StageTools } from '../../../lib/testing.js';

/** A message; from 6 on the actors below do something wrong with it. */
export interface Numbered {
  readonly n: number;
}

/** Keeps all invariants. */
export class Honest extends Actor {
  protected override handleMessage({ n }: Numbered, _turn: Turn): unknown {
    return n;
  }
}

abstract class Wrong extends Honest {
  protected override handleMessage(message: Numbered, turn: Turn): unknown {
    return message.n < 6 ? super.handleMessage(message, turn) : this.wrong(message, turn);
  }

  protected abstract wrong(message: Numbered, turn: Turn): unknown;
}

/** Counts behind its own back. */
export class Careless extends Wrong {
  count = 0;

  protected override wrong(message: Numbered): unknown {
    void Promise.resolve().then(() => {
      this.count += 1;
    });
    return message.n;
  }
}

/** Handles things later by telling them to itself: behind what has come since. */
export class Postponing extends Wrong {
  readonly #postponed = new Set<Numbered>();

  protected override wrong(message: Numbered, turn: Turn): unknown {
    if (this.#postponed.has(message)) return message.n;
    this.#postponed.add(message);
    turn.forward(this.reference);
    return undefined;
  }
}

/** Puts things aside, and never looks there again. */
export class Hoarding extends Wrong {
  protected override wrong(): void {
    this.stash();
  }
}

/** Is never done with it. */
export class Endless extends Wrong {
  protected override wrong(): Promise<never> {
    return new Promise(() => undefined);
  }
}

/** Has always more to say. */
export class Streaming extends Wrong {
  protected override wrong(): Observable<number> {
    return concat(of(1), NEVER);
  }
}

export class Silent extends Wrong {
  protected override wrong(): void {}
}

export class Chatty extends Wrong {
  protected override wrong({ n }: Numbered, turn: Turn): unknown {
    turn.reply(n);
    return n;
  }
}

/** Cannot clean up. */
export class Messy extends Wrong {
  #broken = false;

  protected override wrong({ n }: Numbered): unknown {
    this.#broken = true;
    return n;
  }

  protected override teardown(): void {
    if (this.#broken) throw new Error('There is a mess');
  }
}

/** Cannot let go. */
export class Clinging extends Wrong {
  #broken = false;

  protected override wrong({ n }: Numbered): unknown {
    this.#broken = true;
    return n;
  }

  protected override teardown(): Promise<void> {
    return this.#broken ? new Promise(() => undefined) : Promise.resolve();
  }
}

/** Subscribes past `registerInputTask`. */
export class Leaky extends Wrong {
  protected override wrong({ n }: Numbered): unknown {
    interval(10).subscribe();
    return n;
  }
}

abstract class WrongWithTools extends Wrong {
  protected readonly tools: StageTools;

  constructor(tools: StageTools) {
    super();
    this.tools = tools;
  }
}

/** Makes its children roots. */
export class Founding extends WrongWithTools {
  protected override wrong({ n }: Numbered): unknown {
    this.tools.system.spawn(() => new Honest());
    return n;
  }
}

/** The same, when nobody can see any more that it is its turn. */
export class FoundingLater extends WrongWithTools {
  protected override async wrong({ n }: Numbered): Promise<unknown> {
    await this.tools.sometime('a site');
    this.tools.system.spawn(() => new Honest());
    return n;
  }
}

/** Listens to what comes from outside, without the help of `registerInputTask`. */
export class Listening extends WrongWithTools {
  protected override wrong({ n }: Numbered): unknown {
    this.tools.input('a', 'b', 'c').subscribe();
    return n;
  }
}
