import { type ActorSystem, core } from '../actor/actor-system.js';
import type { Cell } from '../kernel/cell.js';
import { PendingAsk } from '../kernel/pending-ask.js';
import { labelOf, resourcesOf } from '../kernel/resources.js';
import type { SystemCore } from '../kernel/system-core.js';
import { expected } from '../protocol/expect.js';
import type { Resource } from '../protocol/resource.js';
import type { Milliseconds } from '../protocol/time.js';
import { parked, TestClock } from './test-clock.js';

interface Leak {
  readonly path: string;
  readonly kind: Resource['kind'] | 'actor' | 'turn' | 'clock';
  readonly label: string;
  readonly since: Milliseconds;
}

/**
 * Throws an `Error` that lists what is left in a system: for the end of a test, after `system.shutdown()`.
 *
 * - actors that have not stopped, with all that they own: inputs, timers, asks they wait for, detached streams, and the
 *   handlers that have not settled, in their turn or beside it
 * - asks and streams from outside that nobody has answered yet
 * - where the system's clock is a {@link TestClock}: every callback that waits on it, whoever scheduled it
 *
 * Each has its path, its kind, a label, and since when it is there, in milliseconds of the system's clock. What is not
 * looked at: those who observe events and dead letters, for they are the test's own, and handlers whose actor was killed
 * or ended without them, for nobody waits for those. Nothing is ended, nothing is waited for.
 *
 * Throws a `TypeError` for what is no system.
 *
 * @example
 * ```ts
 * const system = new ActorSystem({ clock: new TestClock() });
 * system.spawn(() => new (class extends Actor {})(), { id: 'forgotten' });
 * let left = '';
 * try { expectNoLeaks(system); } catch (error) { left = (error as Error).message; }
 * left.split('\n')[1] // => '  actor /forgotten: starting, since 0 ms'
 * await system.shutdown();
 * expectNoLeaks(system) // => undefined
 * ```
 */
export function expectNoLeaks(system: ActorSystem): void {
  const kernel = (system as Partial<ActorSystem> | null | undefined)?.[core];
  if (kernel === undefined) throw new TypeError(expected('system', 'an ActorSystem', system));
  const leaks = [...leaksOf(kernel)];
  if (leaks.length === 0) return;
  const lines = leaks.map(
    ({ kind, path, label, since }) => `  ${kind} ${path}: ${label}, since ${Math.round(since)} ms`,
  );
  throw new Error(
    `Left in the system \`${kernel.name}\` at ${Math.round(kernel.clock.now())} ms:\n${lines.join('\n')}`,
  );
}

function* leaksOf(kernel: SystemCore): Iterable<Leak> {
  // A timer for time limits is let go of in a task of the host; where none is left it may go at once.
  if (kernel.deadlines.size === 0 && kernel.overdue.size === 0) kernel.tidy();
  const owned = new Set<PendingAsk>();
  // No recursion: a tree may be deeper than the stack.
  const cells = kernel.roots.list();
  for (const cell of cells) {
    cells.push(...cell.childrenInOrder());
    for (const ask of cell.belongings?.asking ?? []) owned.add(ask);
    yield* leaksIn(cell);
  }
  for (const ask of kernel.deadlines)
    if (ask instanceof PendingAsk && !owned.has(ask)) {
      const label = `${labelOf(ask)}, from outside`;
      yield { kind: 'ask', path: ask.target.path, label, since: kernel.deadlines.since(ask) };
    }
  if (!(kernel.clock instanceof TestClock)) return;
  for (const { at, since } of kernel.clock[parked])
    yield { kind: 'clock', path: kernel.name, label: `a callback for ${at} ms`, since };
}

function* leaksIn(cell: Cell): Iterable<Leak> {
  const { path, state, since, running, belongings } = cell;
  yield { kind: 'actor', path, label: state, since };
  for (const resource of resourcesOf(cell)) if (resource.kind !== 'child') yield { ...resource, path };
  if (running !== undefined) yield { kind: 'turn', path, label: running.messageType, since: cell.turnSince };
  for (const { turn, since } of belongings?.busy?.bodies ?? [])
    yield { kind: 'turn', path, label: turn.messageType, since };
}
