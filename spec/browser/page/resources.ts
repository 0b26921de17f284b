/** The timers that wait. A page does not tell, so they are counted from the start, before the library takes its own. */
const waiting = new Set<number>();

const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis as unknown as {
  setTimeout(callback: () => void, delay?: number): number;
  clearTimeout(id: number): void;
  setInterval(callback: () => void, delay?: number): number;
  clearInterval(id: number): void;
};

Object.assign(globalThis, {
  setTimeout(callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) {
    const id = setTimeout(() => {
      waiting.delete(id);
      callback(...args);
    }, delay);
    waiting.add(id);
    return id;
  },
  clearTimeout(id: number) {
    waiting.delete(id);
    clearTimeout(id);
  },
  setInterval(callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) {
    const id = setInterval(() => callback(...args), delay);
    waiting.add(id);
    return id;
  },
  clearInterval(id: number) {
    waiting.delete(id);
    clearInterval(id);
  },
});

/** What a page still has to do. */
export function resources(): string[] {
  return [...waiting].map(() => 'Timeout');
}
