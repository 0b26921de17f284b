// Writes one after the other, from any stream: `concatMap` with an end to its queue.
import { isActorError, serialMap } from 'rxactors';
import { catchError, EMPTY, lastValueFrom, range, timer, toArray } from 'rxjs';

export async function main(print: (line: string) => void): Promise<void> {
  const write = async (line: number) => {
    await lastValueFrom(timer(1));
    return line;
  };
  const lines = range(1, 5);
  // #region latest
  const latest = lines.pipe(serialMap(write, { capacity: 2, overflow: 'dropOldest' })); // the latest two wait
  // #endregion
  print(`written: ${await lastValueFrom(latest.pipe(toArray()))}`);
  // #region strict
  const strict = lines.pipe(
    serialMap(write, { capacity: 2 }),
    catchError((error) => {
      if (!isActorError(error, 'mailbox-full')) throw error;
      print(`too fast at ${error.undelivered}`);
      return EMPTY;
    }),
  );
  // #endregion
  await lastValueFrom(strict, { defaultValue: undefined });
}
