import { Actor, type BusyPolicies, type Turn } from '../../../lib/index.js';
import type { TestClock } from '../../../lib/testing.js';

/** A message that says how long its handler takes, and how it takes a new one that comes meanwhile. */
export interface Job {
  readonly type: string;
  readonly name: string;
  readonly for: number;
  /** It looks at its signal, and fails when told to end. */
  readonly looks?: boolean;
  readonly fails?: boolean;
}

/** Handles by a function of the spec, under the given policies. */
export class Box extends Actor {
  protected override readonly busy: BusyPolicies | undefined;
  readonly #handle: (message: never, turn: Turn, self: Box) => unknown;

  constructor(busy: BusyPolicies | undefined, handle: (message: never, turn: Turn, self: Box) => unknown) {
    super();
    this.busy = busy;
    this.#handle = handle;
  }

  protected override handleMessage(message: never, turn: Turn): unknown {
    return this.#handle(message, turn, this);
  }

  // Open to the spec, where actors are closed.
  override registerInputTask: Actor['registerInputTask'] = (source, handle, options) =>
    super.registerInputTask(source, handle, options);

  override stash(): void {
    super.stash();
  }

  override unstashAll(): void {
    super.unstashAll();
  }

  override endMainLoop(): void {
    super.endMainLoop();
  }

  override fail(error: unknown): never {
    return super.fail(error);
  }
}

/** Does a job on the clock. */
export function work(clock: TestClock, job: Job, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (job.looks) signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    clock.schedule(job.for, () => (job.fails ? reject(new Error(job.name)) : resolve(job.name)));
  });
}
