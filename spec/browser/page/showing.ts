import type { ActorRef, ActorSystem, AnyActorRef } from '../../../lib/index.js';
import { expectNoLeaks } from '../../../lib/testing.js';
import { Counter, type Counting } from '../../../samples/browser/counter.js';

/** Takes a component away again. */
export type Hide = () => void;

/** A component that shows the actor it is handed. */
export interface Handed {
  hand(counter: ActorRef<Counting>): void;
  readonly hide: Hide;
}

/** An app of a framework, made of the components of its sample. */
export interface App {
  readonly system: ActorSystem;
  /** An actor that lives as long as the app. */
  readonly shared: ActorRef<Counting>;
  /** Shows a component with an actor of its own. */
  showOwn(host: Element): Hide;
  /** Shows a component that is handed an actor. */
  showHanded(host: Element, counter: ActorRef<Counting>): Handed;
  /** What ends it, and its system with it. */
  end(): void;
}

/** What a driver does with an app, and what it sees. */
export class Showing {
  readonly #app: App;
  /** All actors that there were, but the shared one. */
  readonly #own: AnyActorRef[] = [];
  readonly #host = document.body.appendChild(document.createElement('main'));
  #hide: Hide = () => undefined;
  #hand: Handed['hand'] = () => undefined;
  #other: ActorRef<Counting> | undefined;

  constructor(app: App) {
    this.#app = app;
    app.system.events.subscribe((event) => {
      if (event.type === 'starting' && event.actor !== app.shared) this.#own.push(event.actor);
    });
  }

  showOwn(): void {
    this.#hide = this.#app.showOwn(this.#host);
  }

  showShared(): void {
    const { hand, hide } = this.#app.showHanded(this.#host, this.#app.shared);
    this.#hand = hand;
    this.#hide = hide;
  }

  /** Hands another actor to the component of the shared one. */
  handOther(count: number): void {
    this.#other = this.#app.system.spawn(() => new Counter());
    this.#other.tell({ type: 'add', amount: count });
    this.#hand(this.#other);
  }

  /** What is there at once, before any turn. */
  hide() {
    this.#hide();
    return { text: this.#host.textContent, own: this.states(), shared: this.held() };
  }

  states(): string[] {
    return this.#own.map(({ state }) => state);
  }

  /** Hands one that has stopped, and so has no state. */
  async handStopped(): Promise<void> {
    const stopped = this.#app.system.spawn(() => new Counter());
    await stopped.stop();
    this.#hand(stopped);
  }

  /** What the shared actor holds. */
  held(): string[] {
    return heldBy(this.#app.shared);
  }

  /** What the other one holds. */
  heldByOther(): string[] {
    return heldBy(this.#other as AnyActorRef);
  }

  addToShared(amount: number): void {
    this.#app.shared.tell({ type: 'add', amount });
  }

  async stopShared(): Promise<void> {
    await this.#app.shared.stop();
  }

  /** Why each own actor stopped, and what is left then. */
  async stopped() {
    const reasons = await Promise.all(this.#own.map((actor) => actor.stopped));
    expectNoLeaks(this.#app.system);
    return reasons.map(({ kind }) => kind);
  }

  /** Why the shared actor stopped, after all others, and whether the system still takes new ones. */
  async end() {
    this.#app.end();
    const { kind } = await this.#app.shared.stopped;
    expectNoLeaks(this.#app.system);
    return { kind, open: this.#isOpen() };
  }

  #isOpen(): boolean {
    try {
      this.#app.system.spawn(() => new Counter());
      return true;
    } catch {
      return false;
    }
  }
}

const heldBy = (actor: AnyActorRef) => actor.resources().map(({ kind, label }) => `${kind} ${label}`);
