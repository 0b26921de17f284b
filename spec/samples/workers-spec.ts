import { expect } from 'chai';
import { marbles, probe, runTurn } from 'rxactors/testing';
import { Manager, Request, Response, Worker } from '../../samples/02-workers/main.js';

describe('samples/02-workers', () => {
  it('has a manager who gives each request to a worker of its own', async () => {
    const request = new Request({ data: 3 });

    const { spawned, told, reply } = await runTurn(() => new Manager(), request);

    expect(spawned).to.deep.equal([{ id: 'worker-3', actor: 'Worker' }]);
    expect(told).to.deep.equal([{ to: '/Manager-1/worker-3', message: request }]);
    expect(reply).to.equal(undefined);
  });

  it('has workers who answer', async () => {
    const { reply, error } = await runTurn(() => new Worker(), new Request({ data: 5_000 }));

    expect((reply as Response).data).to.equal('worker 5000 took 5000 ms');
    expect(error).to.equal(undefined);
  });

  it(
    'answers past the manager, the quickest first, and ends with the last worker',
    marbles(async ({ system, spawn, clock, expectLifecycle }) => {
      const me = probe(system);
      const manager = spawn(() => new Manager());
      expectLifecycle(manager).toBe('s 9ms x');
      for (let number = 10; number >= 1; number -= 1) manager.tell(new Request({ data: number, sender: me }));

      for (let number = 1; number <= 10; number += 1) {
        const { data } = await me.expectMessage(Response);
        expect(data).to.equal(`worker ${number} took ${number} ms`);
        expect(clock.now()).to.equal(number);
      }
      expect(await me.expectStopped(manager)).to.deep.equal({ kind: 'ended' });
    }),
  );
});
