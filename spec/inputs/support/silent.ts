/** An iterator that never gives a value, and says what is done to it. */
export function silent(log: unknown[]) {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        log.push('next');
        return new Promise<IteratorResult<number>>(() => {});
      },
      return: async () => {
        log.push('return');
        return { done: true as const, value: undefined };
      },
    }),
  };
}
