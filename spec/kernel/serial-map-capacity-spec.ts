import { expect } from 'chai';
import * as fc from 'fast-check';
import { catchError, concatMap, EMPTY, finalize, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { isActorError, type Overflow, type SerialMapOptions, serialMap } from '../../lib/index.js';
import { type MarbleTools, marbles } from '../../lib/testing.js';
import type { Operator } from './support/operators.js';
import { play, schedule } from './support/virtual-schedule.js';

/** A projection that takes 5 ms, and emits the value at its end. */
const slow =
  ({ cold }: Pick<MarbleTools, 'cold'>) =>
  (value: string) =>
    cold(`-----(${value}|)`);

const told = catchError((error: { code: string; undelivered: unknown }) =>
  of(`${error.code} ${error.undelivered}`),
);

/** What an operator with `options` projects of the values of a Subject, while nothing is ever done. */
function stuck<T>(options: SerialMapOptions, ...values: T[]) {
  const source = new Subject<T>();
  const projected: T[] = [];
  const errors: unknown[] = [];
  source
    .pipe(
      serialMap((value) => {
        projected.push(value);
        return NEVER;
      }, options),
    )
    .subscribe({ error: (error) => errors.push(error) });
  for (const value of values) source.next(value);
  return { projected, errors, observed: source.observed };
}

describe('serialMap with a capacity', () => {
  it(
    'projects one after the other what fits',
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot('                         -abc|');
      const result = source.pipe(serialMap(slow({ cold }), { capacity: 2 }));
      expectObservable(result).toBe('              ------a----b----(c|)');
    }),
  );

  it(
    'errors with the value that finds it full, when that comes',
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot('                         -abcd');
      const result = source.pipe(serialMap(slow({ cold }), { capacity: 2 }));
      expectObservable(result).toBe('              ----#');
      expectObservable(result.pipe(told)).toBe('   ----(e|)', { e: 'mailbox-full d' });
    }),
  );

  it(
    'leaves the source and the running projection when it is full',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot('                         -ab-c');
      const projection = cold('                     ----------x|');
      const result = source.pipe(serialMap(() => projection, { capacity: 1 }));
      expectObservable(result).toBe('              ----#');
      expectSubscriptions(source).toBe('           ^---!');
      expectSubscriptions(projection).toBe('       -^--!');
    }),
  );

  it(
    'has room again as soon as a value that waited is projected',
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot('                         -ab-----cd');
      const result = source.pipe(serialMap(slow({ cold }), { capacity: 1 }));
      expectObservable(result.pipe(told)).toBe('   ------a--(e|)', { a: 'a', e: 'mailbox-full d' });
    }),
  );

  it(
    'refuses nothing of a source that is slow enough',
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot('                         -a---------b---------c---------(d|)');
      const result = source.pipe(serialMap(slow({ cold }), { capacity: 1 }));
      expectObservable(result).toBe('              ------a---------b---------c---------(d|)');
    }),
  );

  it(
    'forgets the oldest that waits with `dropOldest`',
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot('                         -abcde|');
      const two = { capacity: 2, overflow: 'dropOldest' } as const;
      expectObservable(source.pipe(serialMap(slow({ cold }), two))).toBe('------a----d----(e|)');
      const one = { capacity: 1, overflow: 'dropOldest' } as const;
      expectObservable(source.pipe(serialMap(slow({ cold }), one))).toBe('------a----(e|)');
    }),
  );

  it(
    'projects nothing that waits once its result is left',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot('                         -abc');
      const [a, b] = [slow({ cold })('a'), slow({ cold })('b')];
      const result = source.pipe(serialMap((value) => (value === 'a' ? a : b), { capacity: 2 }));
      expectObservable(result, '                   ^-------!').toBe('------a');
      expectSubscriptions(source).toBe('           ^-------!');
      expectSubscriptions(a).toBe('                -^----!');
      expectSubscriptions(b).toBe('                ------^-!');
    }),
  );

  it(
    'errors at once when its source does, whatever waits',
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot('                         -abc---#');
      const result = source.pipe(serialMap(slow({ cold }), { capacity: 2 }));
      expectObservable(result).toBe('              ------a#');
    }),
  );

  it(
    'errors with what project throws when it is the turn of a value that waited',
    marbles(({ cold, hot, expectObservable }) => {
      const projected: string[] = [];
      const project = (value: string) => {
        projected.push(value);
        if (value === 'b') throw 'no projection';
        return slow({ cold })(value);
      };
      const result = hot('                         -abc').pipe(serialMap(project, { capacity: 2 }));
      expectObservable(result).toBe('              ------(a#)', {}, 'no projection');
      const seen = of(projected).pipe(concatMap((list) => of(list.join(''))));
      expectObservable(seen, '                     10ms ^').toBe('10ms (x|)', { x: 'ab' });
    }),
  );

  it(
    'errors with the error of a projection',
    marbles(({ cold, hot, expectObservable }) => {
      const result = hot('                         -abc').pipe(
        serialMap(() => cold<string>('              ---#', {}, 'failed'), { capacity: 2 }),
      );
      expectObservable(result).toBe('              ----#', {}, 'failed');
    }),
  );

  for (const overflow of ['reject', 'dropOldest'] as const) {
    it(`lets what its projections bring about wait, without a recursion, with ${overflow}`, () => {
      const source = new Subject<number>();
      let last = 0;
      source
        .pipe(
          serialMap(
            (value) => {
              if (value < 100_000) source.next(value + 1);
              return of(value);
            },
            { capacity: 1, overflow },
          ),
        )
        .subscribe((value) => {
          last = value;
        });

      source.next(1);

      expect(last).to.equal(100_000);
    });
  }

  it('counts what comes while `project` is called', () => {
    const source = new Subject<number>();
    const log: unknown[] = [];
    source
      .pipe(
        serialMap(
          (value) => {
            log.push(value);
            if (value === 1) [2, 3, 4].forEach((next) => void source.next(next));
            return EMPTY;
          },
          { capacity: 2 },
        ),
      )
      .subscribe({ error: ({ code, undelivered }) => log.push(code, undelivered) });

    source.next(1);

    expect(log).to.deep.equal([1, 'mailbox-full', 4]);
  });

  it('counts what comes while a projection emits, and while it is left', () => {
    const source = new Subject<string>();
    const log: string[] = [];
    source
      .pipe(
        serialMap(
          (value) => {
            log.push(value);
            if (value !== 'first') return EMPTY;
            return new Observable<string>((subscriber) => {
              subscriber.next('emitted');
              subscriber.complete();
            }).pipe(finalize(() => ['c', 'd'].forEach((next) => void source.next(next))));
          },
          { capacity: 2, overflow: 'dropOldest' },
        ),
      )
      .subscribe(() => ['a', 'b'].forEach((next) => void source.next(next)));

    source.next('first');

    expect(log).to.deep.equal(['first', 'c', 'd']);
  });

  for (const when of ['at once', 'later']) {
    it(`projects nothing that waits when a projection that ends ${when} leaves the result as it ends`, () => {
      const source = new Subject<number>();
      const gate = new Subject<never>();
      const projected: number[] = [];
      const subscription = source
        .pipe(
          serialMap(
            (value) => {
              projected.push(value);
              if (value === 1) source.next(2);
              return (when === 'later' ? gate : EMPTY).pipe(finalize(() => subscription.unsubscribe()));
            },
            { capacity: 1 },
          ),
        )
        .subscribe();

      source.next(1);
      gate.complete();

      expect(projected).to.deep.equal([1]);
    });
  }

  it('takes a source that emits at once for one that is too fast', () => {
    const errors: unknown[] = [];

    of(1, 2, 3)
      .pipe(serialMap(() => NEVER, { capacity: 1 }))
      .subscribe({ error: ({ undelivered }) => errors.push(undelivered) });

    expect(errors).to.deep.equal([3]);
  });

  it('errors with an ActorError that is about no actor', () => {
    const { errors, observed } = stuck({ capacity: 1 }, 'a', 'b', 'c');
    const [error] = errors;

    expect(isActorError(error, 'mailbox-full')).to.equal(true);
    expect(error).to.include({ path: '', undelivered: 'c' });
    expect((error as Error).message).to.equal('A value came to serialMap while 1 waited, and more may not');
    expect(errors.length).to.equal(1);
    expect(observed).to.equal(false);
  });

  it('counts `undefined` as any value', () => {
    expect(stuck({ capacity: 2 }, undefined, undefined, undefined).errors).to.deep.equal([]);
    expect(stuck({ capacity: 2 }, undefined, undefined, undefined, undefined).errors.length).to.equal(1);
  });

  it('numbers projections, and not the values that are dropped', () => {
    const source = new Subject<string>();
    const gates = [new Subject<never>(), new Subject<never>()];
    const seen: unknown[] = [];
    source
      .pipe(
        serialMap(
          (value, index) => {
            seen.push([value, index]);
            return gates[index] as Subject<never>;
          },
          { capacity: 1, overflow: 'dropOldest' },
        ),
      )
      .subscribe();

    for (const value of 'abc') source.next(value);
    gates[0]?.complete();

    expect(seen).to.deep.equal([
      ['a', 0],
      ['c', 1],
    ]);
  });

  it('counts for each subscription', () => {
    const source = new Subject<string>();
    const errors: unknown[] = [];
    const result = source.pipe(serialMap(() => NEVER, { capacity: 1 }));
    const error = ({ undelivered }: { undelivered: unknown }) => errors.push(undelivered);

    result.subscribe({ error });
    source.next('a');
    result.subscribe({ error });
    source.next('b');
    source.next('c');

    expect(errors).to.deep.equal(['c']);
    source.next('d');
    expect(errors).to.deep.equal(['c', 'd']);
  });

  it('lets all wait with the capacity Infinity, as without one', () => {
    const values = Array.from({ length: 1_000 }, (_, n) => n);

    expect(stuck({ capacity: Number.POSITIVE_INFINITY }, ...values).errors).to.deep.equal([]);
    expect(stuck({ capacity: undefined, overflow: undefined }, ...values).errors).to.deep.equal([]);
  });

  it('does what concatMap does on every schedule that fits', () => {
    const oracle: Operator = (project) => concatMap(project);
    const ours: Operator = (project) => serialMap(project, { capacity: 100 });
    const property = fc.property(schedule, (schedule) => {
      const expected = play(schedule, oracle);

      expect(play(schedule, ours)).to.deep.equal(expected);
    });

    void fc.assert(property, { numRuns: 500 });
  }).timeout(20_000);

  it('does what a list of limited length does, whatever comes and ends in whichever order', () => {
    const steps = fc.array(fc.constantFrom('value', 'end'), { maxLength: 60 });
    const overflows = fc.constantFrom<Overflow>('reject', 'dropOldest');
    const property = fc.property(
      steps,
      fc.integer({ min: 1, max: 5 }),
      overflows,
      (steps, capacity, overflow) => {
        expect(operated(steps, capacity, overflow)).to.deep.equal(modelled(steps, capacity, overflow));
      },
    );

    void fc.assert(property, { numRuns: 1_000 });
  });

  const bad: readonly [SerialMapOptions, typeof TypeError | typeof RangeError, string][] = [
    [7 as never, TypeError, 'options'],
    [null as never, TypeError, 'options'],
    [{ capacity: 0 }, RangeError, 'capacity'],
    [{ capacity: -1 }, RangeError, 'capacity'],
    [{ capacity: 1.5 }, RangeError, 'capacity'],
    [{ capacity: Number.NaN }, RangeError, 'capacity'],
    [{ capacity: '1' as never }, TypeError, 'capacity'],
    [{ capacity: null as never }, TypeError, 'capacity'],
    [{ capacity: 1, overflow: 'dropNewest' as never }, RangeError, 'overflow'],
    [{ overflow: 1 as never }, RangeError, 'overflow'],
  ];
  for (const [options, type, name] of bad) {
    it(`throws a ${type.name} that names ${name} for ${fc.stringify(options)}`, () => {
      expect(() => serialMap(() => throwError(() => 'unused'), options)).to.throw(type, `\`${name}\``);
    });
  }
});

/** The values that are projected, and the one that is refused. */
function operated(steps: readonly string[], capacity: number, overflow: Overflow): unknown[] {
  const source = new Subject<number>();
  const log: unknown[] = [];
  let running: Subject<never> | undefined;
  source
    .pipe(
      serialMap(
        (value) => {
          log.push(value);
          running = new Subject();
          return running;
        },
        { capacity, overflow },
      ),
    )
    .subscribe({ error: ({ undelivered }) => log.push(`refused ${undelivered}`) });
  for (const [n, step] of steps.entries()) {
    if (step === 'value') source.next(n);
    else running?.complete();
  }
  return log;
}

function modelled(steps: readonly string[], capacity: number, overflow: Overflow): unknown[] {
  const log: unknown[] = [];
  /** The first is the one that runs. */
  const list: number[] = [];
  for (const [n, step] of steps.entries()) {
    if (step === 'value' && list.length > capacity) {
      if (overflow === 'reject') return [...log, `refused ${n}`];
      list.splice(1, 1);
    }
    if (step === 'value') list.push(n);
    else list.shift();
    if (list.length > 0 && log.at(-1) !== list[0]) log.push(list[0]);
  }
  return log;
}
