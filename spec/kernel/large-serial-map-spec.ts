import { expect } from 'chai';
import { concat, EMPTY, of, Subject } from 'rxjs';
import { serialMap } from '../../lib/kernel/serial-map.js';

const MANY = 100_000;

describe('serialMap, with a large backlog', () => {
  for (const [name, projection] of Object.entries({
    'that emit at once': (value: number) => of(value),
    'that are arrays': (value: number) => [value],
    'that are empty': (value: number) => concat(EMPTY, value % 2 === 0 ? EMPTY : []),
  })) {
    it(`drains ${MANY} projections ${name} behind a slow one, without loss`, () => {
      const gate = new Subject<number>();
      const source = new Subject<number>();
      const projected: number[] = [];
      const ends: unknown[] = [];
      source
        .pipe(
          serialMap((value) => {
            projected.push(value);
            return value === -1 ? gate : projection(value);
          }),
        )
        .subscribe({ error: (error) => ends.push(error), complete: () => ends.push('complete') });

      source.next(-1);
      for (let value = 0; value < MANY; value++) source.next(value);
      source.complete();
      const before = projected.length;
      gate.complete();

      expect(before).to.equal(1);
      expect(ends).to.deep.equal(['complete']);
      expect(projected.length).to.equal(MANY + 1);
      expect(projected.findIndex((value, index) => value !== index - 1)).to.equal(-1);
    });
  }

  it(`handles ${MANY} values that its own projections bring about`, () => {
    const source = new Subject<number>();
    const seen: number[] = [];
    source
      .pipe(
        serialMap((value) => {
          if (value < MANY) source.next(value + 1);
          return of(value);
        }),
      )
      .subscribe((value) => seen.push(value));

    source.next(1);

    expect(seen.length).to.equal(MANY);
    expect(seen.at(-1)).to.equal(MANY);
  });
});
