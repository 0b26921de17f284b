/** Calls back in a later turn of the event loop, behind what already waits for one. */
export function soon(callback: () => void): void {
  setImmediate(callback);
}
