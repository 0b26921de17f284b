import { defer, isObservable, NEVER, Observable, of, switchMap } from 'rxjs';
import type { AnyActorRef, Inlet } from '../protocol/actor-ref.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { AskOptions } from '../protocol/options.js';
import type { Resource } from '../protocol/resource.js';
import type { TurnRecord } from './turn-record.js';

/** A reference without an actor: what it is told and asked is taken down, and goes nowhere. */
export class StandIn implements Omit<AnyActorRef, 'ask' | 'stream' | 'inbox'> {
  readonly path: string;
  readonly state = 'running';
  readonly mailbox = { size: 0, highWater: 0, capacity: Number.POSITIVE_INFINITY };
  readonly lifecycle: Observable<LifecycleEvent> = NEVER;
  readonly stopped: Promise<StopReason> = new Promise(() => {});
  /** Of the run that it is used in; there is none between two runs. */
  readonly #record: () => TurnRecord | undefined;

  constructor(path: string, record: () => TurnRecord | undefined) {
    this.path = path;
    this.#record = record;
  }

  get id(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  readonly tell = (message: unknown): void => this.#record()?.tell(this.path, message);

  readonly ask = async (message: unknown, options?: AskOptions): Promise<unknown> => {
    const record = this.#record();
    if (record === undefined) throw new Error(`${this.path} stands in for an actor, and only in \`runTurn\``);
    return record.ask(this as unknown as AnyActorRef, message, options);
  };

  readonly stream = (message: unknown): Observable<unknown> =>
    defer(() => this.ask(message, { timeout: Number.POSITIVE_INFINITY })).pipe(
      switchMap((answer) => (isObservable(answer) ? answer : of(answer))),
    );

  readonly offer = async (message: unknown): Promise<void> => this.tell(message);

  get inbox(): Inlet<unknown> {
    return Object.assign(new Observable<unknown>(() => undefined), {
      next: this.tell,
      complete: () => undefined,
      error: () => undefined,
    });
  }

  async stop(): Promise<StopReason> {
    return { kind: 'requested' };
  }

  async kill(): Promise<StopReason> {
    return { kind: 'killed' };
  }

  resources(): Resource[] {
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
