import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { Children } from './children.js';

/** A live view of the children: their references, without a second map to keep in step. */
export class ChildRefs implements ReadonlyMap<string, AnyActorRef> {
  readonly #children: Children;

  constructor(children: Children) {
    this.#children = children;
  }

  get size(): number {
    return this.#children.size;
  }

  has(id: string): boolean {
    return this.#children.get(id) !== undefined;
  }

  get(id: string): AnyActorRef | undefined {
    return this.#children.get(id)?.reference;
  }

  *keys(): MapIterator<string> {
    for (const cell of this.#children.values()) yield cell.id;
  }

  *values(): MapIterator<AnyActorRef> {
    for (const cell of this.#children.values()) yield cell.reference;
  }

  *entries(): MapIterator<[string, AnyActorRef]> {
    for (const cell of this.#children.values()) yield [cell.id, cell.reference];
  }

  [Symbol.iterator](): MapIterator<[string, AnyActorRef]> {
    return this.entries();
  }

  forEach(
    call: (ref: AnyActorRef, id: string, map: ReadonlyMap<string, AnyActorRef>) => void,
    self?: unknown,
  ): void {
    for (const [id, ref] of this) call.call(self, ref, id, this);
  }
}
