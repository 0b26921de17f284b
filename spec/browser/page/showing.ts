import type { ActorRef, ActorSystem, AnyActorRef } from '../../../lib/index.js';
import { expectNoLeaks } from '../../../lib/testing.js';
import { Counter, type Counting } from '../../../samples/browser/counter.js';

/** Takes a component away again. */
export type Hide = () => void;

/** An app of a framework, made of the components of its sample. */
export interface App {
  readonly system: ActorSystem;
  /** An actor that lives as long as the app. */
  readonly shared: ActorRef<Counting>;
  /** Shows a component with an actor of its own. */
  showOwn(host: Element): Hide;
  /** Shows a component of the shared actor. */
  showShared(host: Element): Hide;
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

  constructor(app: App) {
    this.#app = app;
    app.system.events.subscribe((event) => {
      if (event.type === 'starting' && event.actor !== app.shared) this.#own.push(event.actor);
    });
  }

  show(which: 'own' | 'shared'): void {
    this.#hide = this.#app[which === 'own' ? 'showOwn' : 'showShared'](this.#host);
  }

  /** What is there at once, before any turn. */
  hide() {
    this.#hide();
    return { text: this.#host.textContent, own: this.states(), shared: this.held() };
  }

  states(): string[] {
    return this.#own.map(({ state }) => state);
  }

  /** What the shared actor holds. */
  held(): string[] {
    return this.#app.shared.resources().map(({ kind, label }) => `${kind} ${label}`);
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
