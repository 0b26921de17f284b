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
  /** The second of the pair that was taken last; whoever takes it clears it. */
  second: T | undefined;
  #head: Chunk<T> | undefined;
  #tail: Chunk<T> | undefined;
  /** Index in the head chunk of the next item to take; items before it are gone. */
  #read = 0;
  /** Index in the tail chunk of the next free slot. */
  #write = 0;

  push(item: T): void {
    let tail = this.#tail;
    if (tail === undefined || this.#write === tail.slots.length) tail = this.grow(tail);
    tail.slots[this.#write++] = item;
    this.size += 1;
  }

  /** Takes the oldest item; `undefined` when there is none (look at `size` where items may be `undefined`). */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const { slots } = this.#head as Chunk<T>;
    const item = slots[this.#read];
    slots[this.#read++] = undefined;
    this.size -= 1;
    this.leaveRead(slots.length);
    return item;
  }

  /** Puts two items that are taken together; a queue holds such pairs only. Chunks are even, so none is divided. */
  pushPair(first: T, second: T): void {
    let tail = this.#tail;
    if (tail === undefined || this.#write === tail.slots.length) tail = this.grow(tail);
    const { slots } = tail;
    const at = this.#write;
    slots[at] = first;
    slots[at + 1] = second;
    this.#write = at + 2;
    this.size += 2;
  }

  /** Takes the oldest pair: gives its first, and leaves its second in `second`. */
  shiftPair(): T | undefined {
    if (this.size === 0) return undefined;
    const { slots } = this.#head as Chunk<T>;
    const at = this.#read;
    const first = slots[at];
    this.second = slots[at + 1];
    slots[at] = undefined;
    slots[at + 1] = undefined;
    this.#read = at + 2;
    this.size -= 2;
    this.leaveRead(slots.length);
    return first;
  }

  clear(): void {
    this.#head = undefined;
    this.size = 0;
    this.rewind();
  }

  private grow(tail: Chunk<T> | undefined): Chunk<T> {
    const length = tail === undefined ? FIRST_CHUNK : Math.min(tail.slots.length * 2, LARGEST_CHUNK);
    const chunk: Chunk<T> = { slots: new Array<T | undefined>(length).fill(undefined), next: undefined };
    if (tail === undefined) this.#head = chunk;
    else tail.next = chunk;
    this.#tail = chunk;
    this.#write = 0;
    return chunk;
  }

  /** Leaves the head chunk when it is read, or when the queue is empty and the chunk too large to keep. */
  private leaveRead(length: number): void {
    if (this.#read < length && (this.size > 0 || length <= KEPT_CHUNK)) return;
    const next = this.#head?.next;
    if (next === undefined) this.rewind();
    else {
      this.#head = next;
      this.#read = 0;
    }
  }

  private rewind(): void {
    this.#read = 0;
    this.#write = 0;
    if (this.#head === undefined || this.#tail === undefined || this.#tail.slots.length > KEPT_CHUNK) {
      this.#head = undefined;
      this.#tail = undefined;
    } else this.#head = this.#tail;
  }
}
