import { expect } from 'chai';
import { EMPTY, firstValueFrom, Observable, of, Subject, take, throwError, toArray } from 'rxjs';
import { serialMap } from '../../lib/kernel/serial-map.js';

/** Emits as fast as it is read, for ever. */
const endless = new Observable<number>((subscriber) => {
  for (let value = 0; !subscriber.closed; value++) subscriber.next(value);
});

describe('serialMap', () => {
  it('emits what the projections emit, in the order of the source', async () => {
    const settled: number[] = [];
    const source = of(3, 2, 1).pipe(
      serialMap(async (value) => {
        for (let tick = 0; tick < value; tick++) await undefined;
        settled.push(value);
        return value * 2;
      }),
      toArray(),
    );

    const values = await firstValueFrom(source);

    expect(values).to.deep.equal([6, 4, 2]);
    expect(settled).to.deep.equal([3, 2, 1]);
  });

  it('starts a projection only when the one before has completed', () => {
    const first = new Subject<string>();
    const log: string[] = [];
    const source = new Subject<number>();
    source
      .pipe(
        serialMap((value) => {
          log.push(`project ${value}`);
          return value === 1 ? first : of('second');
        }),
      )
      .subscribe((value) => log.push(value));

    source.next(1);
    source.next(2);
    first.next('a');
    first.next('b');
    first.complete();

    expect(log).to.deep.equal(['project 1', 'a', 'b', 'project 2', 'second']);
  });

  it('tells each projection its index', () => {
    const indices: number[] = [];

    of('a', 'b', 'c')
      .pipe(
        serialMap((_, index) => {
          indices.push(index);
          return EMPTY;
        }),
      )
      .subscribe();

    expect(indices).to.deep.equal([0, 1, 2]);
  });

  it('numbers the values of each subscription from 0', () => {
    const indices: number[] = [];
    const result = of('a', 'b').pipe(
      serialMap((_, index) => {
        indices.push(index);
        return EMPTY;
      }),
    );

    result.subscribe();
    result.subscribe();

    expect(indices).to.deep.equal([0, 1, 0, 1]);
  });

  it('leaves an endless synchronous source when its result is left', () => {
    let projected = 0;
    const values: number[] = [];

    endless
      .pipe(
        serialMap((value) => {
          projected += 1;
          return of(value);
        }),
        take(1),
      )
      .subscribe((value) => values.push(value));

    expect(values).to.deep.equal([0]);
    expect(projected).to.equal(1);
  });

  it('projects nothing any more after an unsubscribe, and drops what waits', () => {
    const gate = new Subject<void>();
    const source = new Subject<number>();
    const projected: number[] = [];
    const subscription = source
      .pipe(
        serialMap((value) => {
          projected.push(value);
          return gate;
        }),
      )
      .subscribe();
    source.next(1);
    source.next(2);

    subscription.unsubscribe();
    gate.complete();
    source.next(3);

    expect(projected).to.deep.equal([1]);
    expect([source.observed, gate.observed]).to.deep.equal([false, false]);
  });

  it('errors with what project throws, and leaves the source', () => {
    const source = new Subject<number>();
    const error = new Error('no projection');
    const errors: unknown[] = [];
    source
      .pipe(
        serialMap((): Observable<never> => {
          throw error;
        }),
      )
      .subscribe({ error: (thrown) => errors.push(thrown) });

    source.next(1);
    source.next(2);

    expect(errors).to.deep.equal([error]);
    expect(source.observed).to.equal(false);
  });

  it('errors with the error of a projection', () => {
    const error = new Error('projection failed');
    const errors: unknown[] = [];

    of(1, 2)
      .pipe(serialMap(() => throwError(() => error)))
      .subscribe({ error: (thrown) => errors.push(thrown) });

    expect(errors).to.deep.equal([error]);
  });

  it('errors at once when its source does, and leaves the running projection', () => {
    const gate = new Subject<never>();
    const source = new Subject<number>();
    const errors: unknown[] = [];
    source.pipe(serialMap(() => gate)).subscribe({ error: (error) => errors.push(error) });
    source.next(1);

    source.error('gone');

    expect(errors).to.deep.equal(['gone']);
    expect(gate.observed).to.equal(false);
  });

  it('completes when the source and the last projection have', () => {
    const gate = new Subject<never>();
    const ends: string[] = [];
    of(1)
      .pipe(serialMap(() => gate))
      .subscribe({ complete: () => ends.push('complete') });
    const before = [...ends];

    gate.complete();

    expect(before).to.deep.equal([]);
    expect(ends).to.deep.equal(['complete']);
  });

  it('throws a TypeError that names project when it is not a function', () => {
    const bad = [undefined, null, 7, 'f', {}];

    const messages = bad.map((project) => {
      try {
        serialMap(project as never);
        return 'nothing thrown';
      } catch (error) {
        return error instanceof TypeError ? error.message : `not a TypeError: ${error}`;
      }
    });

    expect(messages.filter((message) => !message.includes('`project`'))).to.deep.equal([]);
  });
});
