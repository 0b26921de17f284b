import { expect } from 'chai';
import { type Observable, take } from 'rxjs';
import { stateOf } from '../../lib/index.js';
import { takeUnhandled } from '../support/setup.js';
import { Ear } from './support/streaming.js';

describe('stateOf', () => {
  it('has a value that is got, set and updated', () => {
    const state = stateOf(1);
    const values = [state.get()];

    state.set(2);
    values.push(state.get());
    state.update((value) => value * 10);
    values.push(state.get());

    expect(values).to.deep.equal([1, 2, 20]);
  });

  it('shows the latest value first, then every change, to each', () => {
    const state = stateOf(1);
    const early = new Ear(state.changes);
    state.set(2);
    const late = new Ear(state.changes);
    early.leave();

    state.set(3);

    expect(early.log).to.deep.equal([1, 2]);
    expect(late.log).to.deep.equal([2, 3]);
  });

  it('takes the same value, by Object.is, for no change', () => {
    const state = stateOf<unknown>(Number.NaN);
    const { log } = new Ear(state.changes);
    const object = {};

    for (const value of [Number.NaN, 0, -0, -0, object, object, {}]) state.set(value);

    expect(log).to.deep.equal([Number.NaN, 0, -0, object, {}]);
  });

  it('throws a TypeError for an update by no function, and what the function throws', () => {
    const state = stateOf(1);
    const bad = new RangeError('bad');
    const { log } = new Ear(state.changes);

    expect(() => state.update(2 as never)).to.throw(TypeError, '`change`');
    expect(() =>
      state.update(() => {
        throw bad;
      }),
    ).to.throw(bad);
    expect(log).to.deep.equal([1]);
  });

  it('shows all observers the changes in one order, those that one of them makes included', () => {
    const state = stateOf(0);
    const first: number[] = [];
    state.changes.subscribe((value) => {
      if (value === 1) state.set(2);
      first.push(value);
    });
    const { log } = new Ear(state.changes);

    state.set(1);
    state.set(3);

    expect(first).to.deep.equal([0, 1, 2, 3]);
    expect(log).to.deep.equal([0, 1, 2, 3]);
  });

  it('has set by the time that set returns, also within an observer', () => {
    const state = stateOf(0);
    const seen: number[] = [];
    state.changes.subscribe((value) => {
      if (value === 1) state.set(2);
      seen.push(state.get());
    });

    state.set(1);

    expect(seen).to.deep.equal([0, 2, 2]);
  });

  it('shows what one sets when he is greeted after the greeting', () => {
    const state = stateOf(0);
    const seen: number[] = [];

    state.changes.subscribe((value) => {
      if (value === 0) state.set(1);
      seen.push(value);
    });

    expect(seen).to.deep.equal([0, 1]);
  });

  it('greets who comes during a delivery with the latest, which he does not see twice', () => {
    const state = stateOf(0);
    const late: Ear[] = [];
    state.changes.subscribe((value) => {
      if (value !== 1) return;
      state.set(2);
      late.push(new Ear(state.changes));
      state.set(3);
    });

    state.set(1);

    expect(late.map(({ log }) => log)).to.deep.equal([[2, 3]]);
  });

  it('lets who leaves during a delivery see no more of it', () => {
    const state = stateOf(0);
    const ears: Ear[] = [];
    state.changes.subscribe((value) => value === 1 && ears[0]?.leave());
    ears.push(new Ear(state.changes));

    state.set(1);

    expect(ears[0]?.log).to.deep.equal([0]);
  });

  it('goes on for the others when an observer throws, and says it as RxJS does', async () => {
    const state = stateOf(0);
    const thrower = () => {
      throw new Error('observer');
    };
    state.changes.subscribe(thrower);
    state.changes.pipe(take(1)).subscribe(thrower);
    const { log } = new Ear(state.changes);

    state.set(1);
    const unhandled = await new Promise((resolve) => setTimeout(() => resolve(takeUnhandled())));

    expect(log).to.deep.equal([0, 1]);
    expect(String(unhandled)).to.equal(Array(3).fill('Error: observer').join());
  });

  it('goes through operators, and is one Observable', () => {
    const state = stateOf(0);
    const changes: Observable<number> = state.changes;
    const { log } = new Ear(changes.pipe(take(2)));

    for (const value of [1, 2]) state.set(value);

    expect(log).to.deep.equal([0, 1, 'complete']);
    expect(state.changes).to.equal(changes);
  });
});
