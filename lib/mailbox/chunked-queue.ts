const FIRST_CHUNK = 8;
const LARGEST_CHUNK = 1024;
/** A queue that ran empty keeps its chunk for the next burst only up to this size. */
const KEPT_CHUNK = 64;

interface Chunk<T> {
  readonly slots: (T | undefined)[];
  next: Chunk<T> | undefined;
}

/**
 * First in, first out, at the same cost per item whatever the length.
 *
 * An array with `shift()` turns quadratic from about 16,000 items on, and a ring copies itself when it grows;
 * a chain of chunks does neither, and allocates nothing per item. Slots are cleared as they are read, so that
 * an item which was taken is not kept alive by the queue.
 */
export class ChunkedQueue<T> {
  /** Number of items that wait. */
  size = 0;
  #head: Chunk<T> | undefined;
  #tail: Chunk<T> | undefined;
  /** Index in the head chunk of the next item to take; items before it are gone. */
  #read = 0;
  /** Index in the tail chunk of the next free slot. */
  #write = 0;

  push(item: T): void {
    let tail = this.#tail;
    if (tail === undefined || this.#write === tail.slots.length) tail = this.#grow(tail);
    tail.slots[this.#write++] = item;
    this.size += 1;
  }

  /** Takes the oldest item; `undefined` when there is none (look at `size` where items may be `undefined`). */
  shift(): T | undefined {
    const head = this.#head;
    if (head === undefined || this.size === 0) return undefined;
    const item = head.slots[this.#read];
    head.slots[this.#read++] = undefined;
    this.size -= 1;
    if (this.size === 0) this.#rewind();
    else if (this.#read === head.slots.length) this.#advance(head);
    return item;
  }

  clear(): void {
    this.#head = undefined;
    this.size = 0;
    this.#rewind();
  }

  #grow(tail: Chunk<T> | undefined): Chunk<T> {
    const length = tail === undefined ? FIRST_CHUNK : Math.min(tail.slots.length * 2, LARGEST_CHUNK);
    const chunk: Chunk<T> = { slots: new Array<T | undefined>(length).fill(undefined), next: undefined };
    if (tail === undefined) this.#head = chunk;
    else tail.next = chunk;
    this.#tail = chunk;
    this.#write = 0;
    return chunk;
  }

  #advance(head: Chunk<T>): void {
    this.#head = head.next;
    this.#read = 0;
  }

  #rewind(): void {
    this.#read = 0;
    this.#write = 0;
    if (this.#head === undefined || this.#tail === undefined || this.#tail.slots.length > KEPT_CHUNK) {
      this.#head = undefined;
      this.#tail = undefined;
    } else this.#head = this.#tail;
  }
}
