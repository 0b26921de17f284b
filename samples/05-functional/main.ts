// An actor as a function, between RxJS pipelines: values come in from Observables, and its life goes out as one.
import { type ActorContext, defineActor, spawn } from 'rxactors';
import { BehaviorSubject, filter, from, map, type Observable } from 'rxjs';

// #region actor
interface Thermostat {
  reading(m: { celsius: number }): void;
  advice(): 'heat' | 'rest';
}

const thermostat = defineActor((self: ActorContext<Thermostat>, targets: Observable<number>) => {
  let target = 20;
  let celsius = 20;
  self.registerInputTask(targets, (value) => {
    target = value;
  });
  return {
    handlers: {
      reading: (message) => {
        celsius = message.celsius;
      },
      advice: () => (celsius < target ? 'heat' : 'rest'),
    },
  };
});
// #endregion

export async function main(print: (line: string) => void = console.log): Promise<void> {
  // #region streams
  const targets = new BehaviorSubject(18);
  const ref = spawn(() => thermostat(targets));
  ref.lifecycle.pipe(map(({ type }) => type)).subscribe((type) => print(`lifecycle: ${type}`));

  from([19.5, Number.NaN, 20.5])
    .pipe(
      filter((celsius) => !Number.isNaN(celsius)),
      map((celsius) => ({ type: 'reading', celsius }) as const),
    )
    .subscribe(ref.tell);

  print(`advice: ${await ref.ask({ type: 'advice' })}`);
  targets.next(22);
  print(`advice: ${await ref.ask({ type: 'advice' })}`);
  await ref.stop();
  // #endregion
}

// For tests.
export { thermostat };

if (require.main === module) void main();
