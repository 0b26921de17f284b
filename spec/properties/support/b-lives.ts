import type { Observable } from 'rxjs';
import type { AnyActorRef, LifecycleEvent, SystemEvent } from '../../../lib/index.js';
import type { Watch, World } from './b-world.js';

/** An event of a life in words: who, what, and why. */
export function spell(event: LifecycleEvent): string {
  const { actor, type } = event;
  return 'reason' in event ? `${actor.id} ${type} ${event.reason.kind}` : `${actor.id} ${type}`;
}

const LIFE: readonly string[] = [
  'starting',
  'started',
  'failed',
  'resumed',
  'restarting',
  'stopping',
  'stopped',
];

export function isLife(event: SystemEvent): event is LifecycleEvent {
  return LIFE.includes(event.type);
}

/** An observer that does something else than to look. */
export type Mischief = 'throw' | 'stop' | 'tell' | 'spawn' | 'look';

/**
 * Everybody who can look at lives, at all actors of a world: observers before and behind a mischievous one, the parents
 * and the system. Each has one log for all actors.
 */
export class Lives {
  /** Of each actor, by its name; with the greeting and the end. */
  readonly own = new Map<string, string[]>();
  /** Those who subscribed before the mischievous one, behind it, the parents, and the system. */
  readonly before: string[] = [];
  readonly behind: string[] = [];
  readonly parents: string[] = [];
  readonly system: string[] = [];
  /** What the first observer of a child and its parent see, each as it sees it. */
  readonly children: string[] = [];
  /** What an event said, and what the actor's state was when it came. */
  readonly states: string[] = [];
  readonly watch: Watch = {
    born: (ref, name) => this.#born(ref, name),
    setup: (self) =>
      void self.childLifecycle.subscribe((event) => {
        this.parents.push(spell(event));
        if (event.type !== 'starting') this.children.push(`${spell(event)}, by its parent`);
      }),
  };
  readonly #mischief: readonly Mischief[];
  #calls = 0;
  #world: World | undefined;

  constructor(mischief: readonly Mischief[] = []) {
    this.#mischief = mischief;
  }

  observe(world: World): void {
    this.#world = world;
    world.system.events.subscribe((event) => {
      if (!isLife(event) || event.actor === world.nobody) return;
      this.system.push(spell(event));
      world.turns.push(`event ${spell(event)}`);
    });
  }

  #born(ref: AnyActorRef, name: string): void {
    const own: string[] = [];
    this.own.set(name, own);
    // Each subscriber is greeted with `starting`, which the others get as an event.
    follow(ref.lifecycle, (event) => {
      own.push(event === 'complete' ? event : event.type);
      if (event === 'complete') return;
      this.states.push(`${event.type} ${ref.state}`);
      if (event.type === 'starting') return;
      this.before.push(spell(event));
      if (parentOf(name) !== undefined) this.children.push(spell(event));
    });
    ref.lifecycle.subscribe((event) => {
      if (event.type !== 'starting') this.#misbehave(event.actor);
    });
    ref.lifecycle.subscribe((event) => {
      if (event.type !== 'starting') this.behind.push(spell(event));
    });
  }

  #misbehave(actor: AnyActorRef): void {
    const mischief = this.#mischief[this.#calls];
    this.#calls += 1;
    if (mischief === 'throw') throw new Error('mischief');
    if (mischief === 'stop') void actor.stop();
    if (mischief === 'tell') actor.tell('mischief');
    if (mischief === 'spawn') this.#spawn();
  }

  #spawn(): void {
    try {
      this.#world?.grow({ setup: 'sync', teardown: 'sync', breaks: 'nowhere', survives: true, kids: [] });
    } catch {
      // The system shuts down: that is refused, and rightly.
    }
  }
}

function follow<T>(source: Observable<T>, log: (event: T | 'complete') => void): void {
  source.subscribe({ next: log, complete: () => log('complete') });
}

/** The parent of an actor of a world. */
export function parentOf(name: string): string | undefined {
  const end = name.lastIndexOf('_');
  return end < 0 ? undefined : name.slice(0, end);
}

/** Who comes after whom in a log; -1 for what is not there. */
export function indexIn(log: readonly string[]): (entry: string) => number {
  const indices = new Map(log.map((entry, index) => [entry, index]));
  return (entry) => indices.get(entry) ?? -1;
}
