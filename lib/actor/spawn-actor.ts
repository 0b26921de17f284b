import type { Behavior } from '../kernel/behavior.js';
import { Cell } from '../kernel/cell.js';
import type { Children } from '../kernel/children.js';
import { type Owned, owning } from '../kernel/owner.js';
import { checkPolicies } from '../kernel/policies.js';
import { checkSupervision, isDeclared, Raising } from '../kernel/supervisor.js';
import type { SystemCore } from '../kernel/system-core.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import { ActorError } from '../protocol/errors.js';
import {
  expected,
  expectFunction,
  expectId,
  expectInteger,
  expectOptions,
  show,
} from '../protocol/expect.js';
import { bounded, type Mailbox, unbounded } from '../protocol/mailbox.js';
import type { SpawnOptions } from '../protocol/options.js';
import type { Protocol } from '../protocol/protocol.js';
import type { Actor } from './actor.js';
import { Reference } from './reference.js';

/** Key under which an actor holds its cell, from its spawn on. */
export const cellField = Symbol('cell');

/** Starts an actor under `parent`, or as a root of `system`. */
export function spawnActor<P extends Protocol<P>>(
  system: SystemCore,
  parent: Cell | undefined,
  create: () => Actor<P>,
  options?: SpawnOptions,
): ActorRef<P> {
  expectFactory(create);
  expectOptions('options', options);
  refuseWhenClosed(system, parent);
  const siblings = parent === undefined ? system.roots : parent.children;
  if (options?.id !== undefined) expectFree(siblings, options.id);
  const owned: Owned[] = [];
  const actor = made(owned, create);
  // Again: the factory is free to spawn, and to stop.
  refuseWhenClosed(system, parent);
  if (options?.id !== undefined) expectFree(siblings, options.id);
  const declared = isDeclared(parent, options?.supervision);
  const stem = options?.id ?? stemOf(actor);
  const number = options?.id === undefined ? freeNumber(system, siblings, stem) : 0;
  const cell = new Cell(system, parent, stem, number);
  cell.behavior = joined(actor, cell);
  if (options?.mailbox !== undefined) cell.bound(checked(options.mailbox));
  if (declared) cell.raiseBy(new Raising(parent, options?.supervision, () => incarnate(cell, create)));
  cell.reference = new Reference(cell) as unknown as AnyActorRef;
  for (const item of owned) cell.own(item);
  siblings.add(cell);
  cell.announce('starting');
  cell.schedule();
  return cell.reference as ActorRef<P>;
}

/** For one who only seems to spawn: throws what a spawn does for such an actor, and such options. */
export function expectChild(actor: Actor, options: SpawnOptions | undefined): void {
  const behavior = fresh(actor) as unknown as Behavior;
  checkPolicies(behavior.busy);
  checkSupervision(behavior.supervision);
  checkStash(behavior.stashCapacity);
  checkSupervision(options?.supervision);
  if (options?.mailbox !== undefined) checked(options.mailbox);
}

/** The next instance of an actor. */
function incarnate<P extends Protocol<P>>(cell: Cell, create: () => Actor<P>): Behavior {
  const owned: Owned[] = [];
  const behavior = joined(made(owned, create), cell);
  for (const item of owned) cell.own(item);
  return behavior;
}

/** What the factory makes beside the actor is the actor's. */
function made<P extends Protocol<P>>(owned: Owned[], create: () => Actor<P>): Actor<P> {
  return fresh(owning({ own: (item) => owned.push(item) }, create));
}

function joined<P extends Protocol<P>>(actor: Actor<P>, cell: Cell): Behavior {
  // An actor's hooks are protected: open to its subclasses and to the kernel, not to those who hold it.
  const behavior = actor as unknown as Behavior;
  checkPolicies(behavior.busy);
  checkSupervision(behavior.supervision);
  checkStash(behavior.stashCapacity);
  actor[cellField] = cell;
  if (behavior.busy !== undefined) cell.declareBusy(behavior.busy);
  return behavior;
}

/** Throws a `TypeError` or `RangeError` for what is no capacity of a stash. */
export function checkStash(capacity: number | undefined): void {
  if (capacity !== undefined) expectInteger('stashCapacity', capacity, 0);
}

function checked(mailbox: Mailbox): Mailbox {
  if (typeof mailbox?.capacity !== 'number')
    throw new TypeError(expected('mailbox', '`unbounded()` or `bounded(…)`', mailbox));
  const { capacity, overflow } = mailbox;
  return capacity === Number.POSITIVE_INFINITY ? unbounded() : bounded(capacity, { overflow });
}

function expectFactory(create: () => unknown): void {
  expectFunction('create', create);
  const { prototype } = create as { readonly prototype?: unknown };
  if (prototype instanceof Object && 'handleMessage' in prototype)
    throw new TypeError(expected('create', 'a function that makes an actor, not its class', create));
}

function refuseWhenClosed(system: SystemCore, parent: Cell | undefined): void {
  if (parent !== undefined && !parent.handles) throw parent.refusal('actor-stopped', undefined);
  if (!system.closed) return;
  throw new ActorError(`System ${system.name} shuts down`, { code: 'actor-stopped', path: '/' });
}

function expectFree(siblings: Children, id: string): void {
  expectId(id);
  const taken = siblings.get(id);
  if (taken !== undefined)
    throw new RangeError(`Expected \`id\` to be unique among siblings, got \`${id}\` (${taken.path})`);
}

function fresh<P extends Protocol<P>>(actor: Actor<P>): Actor<P> {
  if (typeof actor !== 'object' || actor === null || !(cellField in actor))
    throw new TypeError(expected('create()', 'an Actor', actor));
  if (actor[cellField] === undefined) return actor;
  throw spawnedBefore(actor);
}

export function spawnedBefore(actor: object): TypeError {
  return new TypeError(
    `Expected \`create()\` to be a new actor, got one that was spawned before (${show(actor)})`,
  );
}

/** The last name of a class, and the stem made of it: many of one class are spawned in a row. */
let latest: { readonly name: unknown; readonly stem: string } = { name: '', stem: 'actor' };

/** Named after its class, for people. */
function stemOf(actor: object): string {
  const { name } = actor.constructor;
  if (name === latest.name) return latest.stem;
  const stem =
    String(name)
      .replace(/[^A-Za-z0-9_-]/g, '')
      .slice(0, 64) || 'actor';
  latest = { name, stem };
  return stem;
}

/** Numbered, for uniqueness. */
function freeNumber(system: SystemCore, siblings: Children, stem: string): number {
  let number = system.freshNumber();
  while (siblings.hasNamed(stem, number)) number = system.freshNumber();
  return number;
}
