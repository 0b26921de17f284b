import { Observable } from 'rxjs';
import { core } from '../actor/actor-system.js';
import type { Cell } from '../kernel/cell.js';
import type { Stage, StageTools } from './stage.js';

/** What an actor has made of a stage's means and not ended, past its own means: those the kernel ends for it. */
export class Belongings {
  /** The actor's. */
  cell: Cell | undefined;
  readonly tools: StageTools;
  readonly #stage: Stage;
  /** Roots that it did not spawn. */
  readonly #others = new Set<Cell>();
  /** Whose turn is on the stack. */
  #present: Cell | undefined;
  #listening = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.tools = { ...stage.tools, input: (...values) => this.#counted(stage.input(values)) };
  }

  /** Calls `make`: the roots that it spawns are not the actor's. */
  ofOthers<R>(make: () => R): R {
    const before = new Set(this.#roots);
    try {
      return make();
    } finally {
      for (const root of this.#roots) if (!before.has(root)) this.#others.add(root);
    }
  }

  inTurnOf<R>(cell: Cell, run: () => R): R {
    const outer = this.#present;
    this.#present = cell;
    try {
      return cell === this.cell ? run() : this.ofOthers(run);
    } finally {
      this.#present = outer;
    }
  }

  /** Says whether it still listens to an input. */
  get listening(): string | undefined {
    return this.#listening > 0 ? 'An `input` is still subscribed to after `teardown`' : undefined;
  }

  /** Names the roots that it has left, once it has stopped. */
  get roots(): string | undefined {
    const left = this.#roots.filter((root) => root !== this.cell && !this.#others.has(root));
    return left.length > 0
      ? `The actor has stopped, and left in the system: ${left.map(({ path }) => path).join(', ')}`
      : undefined;
  }

  get #roots(): readonly Cell[] {
    return this.#stage.system[core].roots.list();
  }

  /** Counts those who subscribe in the actor's turns. */
  #counted<T>(source: Observable<T>): Observable<T> {
    return new Observable<T>((subscriber) => {
      if (this.#present !== this.cell) return source.subscribe(subscriber);
      this.#listening += 1;
      subscriber.add(() => {
        this.#listening -= 1;
      });
      return source.subscribe(subscriber);
    });
  }
}
