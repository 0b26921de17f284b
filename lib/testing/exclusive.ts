/** Resolves when the last run that was begun has ended, in whichever way. */
let previous: Promise<unknown> = Promise.resolve();

/** Runs that follow a clock of their own go one after the other: RxJS's operators can follow one clock only. */
export function exclusively<R>(run: () => Promise<R>): Promise<R> {
  const outcome = previous.then(run);
  previous = outcome.catch(() => undefined);
  return outcome;
}
