export type Receive = (message: unknown) => void;

const SMALLEST = 1 << 10;

let slots: unknown[] = new Array(SMALLEST).fill(undefined);
let mask = slots.length - 1;
let read = 0;
let write = 0;
let running = false;

/**
 * The least that an actor could cost: one global ring of (function, message) pairs and a loop. No mailbox, no errors,
 * no stop. Everything is measured by this.
 */
export function send(receive: Receive, message: unknown): void {
  if (write - read === slots.length) grow();
  slots[write & mask] = receive;
  slots[(write + 1) & mask] = message;
  write += 2;
  if (running) return;
  running = true;
  void Promise.resolve().then(drain);
}

function drain(): void {
  while (read !== write) {
    const receive = slots[read & mask] as Receive;
    const message = slots[(read + 1) & mask];
    slots[read & mask] = undefined;
    slots[(read + 1) & mask] = undefined;
    read += 2;
    receive(message);
  }
  running = false;
  if (slots.length > SMALLEST) giveBack();
}

/** A mailbox must do so. Kept, the ring would be grown before anything is measured, and never be collected. */
function giveBack(): void {
  slots = new Array(SMALLEST).fill(undefined);
  mask = SMALLEST - 1;
  read = 0;
  write = 0;
}

function grow(): void {
  const grown: unknown[] = new Array(slots.length * 2).fill(undefined);
  const count = write - read;
  for (let i = 0; i < count; i++) grown[i] = slots[(read + i) & mask];
  slots = grown;
  mask = slots.length - 1;
  read = 0;
  write = count;
}
