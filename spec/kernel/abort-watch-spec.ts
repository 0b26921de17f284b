import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { watchAbort } from '../../lib/kernel/abort-watch.js';

describe('watchAbort', () => {
  it('calls each of those who wait when the signal aborts, in the order in which they came', () => {
    const controller = new AbortController();
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) watchAbort(controller.signal, () => log.push(name));

    controller.abort();

    expect(log).to.deep.equal(['a', 'b', 'c']);
  });

  it('does not call who has left', () => {
    const controller = new AbortController();
    const log: string[] = [];
    const leave = watchAbort(controller.signal, () => log.push('left'));
    watchAbort(controller.signal, () => log.push('stayed'));

    leave();
    leave();
    controller.abort();

    expect(log).to.deep.equal(['stayed']);
  });

  it('puts one listener on a signal, for however many', () => {
    const { signal } = new AbortController();

    for (let watching = 0; watching < 100; watching++) watchAbort(signal, () => {});

    expect(getEventListeners(signal, 'abort').length).to.equal(1);
  });

  it('leaves no listener when all have left, and watches anew after that', () => {
    const controller = new AbortController();
    const log: string[] = [];
    const leaves = [1, 2, 3].map((n) => watchAbort(controller.signal, () => log.push(`${n}`)));

    for (const leave of leaves) leave();
    const listeners = getEventListeners(controller.signal, 'abort').length;
    watchAbort(controller.signal, () => log.push('anew'));
    controller.abort();

    expect(listeners).to.equal(0);
    expect(log).to.deep.equal(['anew']);
  });

  it('leaves no listener after the abort', () => {
    const controller = new AbortController();
    watchAbort(controller.signal, () => {});

    controller.abort();

    expect(getEventListeners(controller.signal, 'abort').length).to.equal(0);
  });

  it('lets one leave while another is called', () => {
    const controller = new AbortController();
    const log: string[] = [];
    const leaves: (() => void)[] = [];
    leaves.push(
      watchAbort(controller.signal, () => {
        log.push('first');
        for (const leave of leaves) leave();
      }),
    );
    leaves.push(watchAbort(controller.signal, () => log.push('second')));

    controller.abort();

    expect(log[0]).to.equal('first');
    expect(getEventListeners(controller.signal, 'abort').length).to.equal(0);
  });
});
