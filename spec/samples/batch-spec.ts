import { expect } from 'chai';
import { ActorSystem } from 'rxactors';
import { probe, runTurn, TestClock } from 'rxactors/testing';
import { Batches } from '../../samples/cookbook/batch.js';

const row = (text: string) => ({ type: 'row', text }) as const;

function start() {
  const system = new ActorSystem({ clock: new TestClock() });
  const disk = probe(system);
  const batches = system.spawn(() => new Batches(async (rows) => disk.reference.tell(rows)));
  return { system, disk, batches };
}

describe('samples/cookbook, batch', () => {
  it('waits a second for more, from the first row on', async () => {
    const create = () => new Batches(async () => {});
    const first = await runTurn(create, row('a'));
    const second = await runTurn(create, row('b'), { before: [row('a')] });

    expect(first.timers).to.deep.equal([{ kind: 'once', key: 'flush', delay: 1_000 }]);
    expect(second.timers).to.deep.equal([]);
  });

  it('writes what has come after a second', async () => {
    const { system, disk, batches } = start();
    batches.tell(row('a'));
    await disk.expectNoMessage(600);
    batches.tell(row('b'));

    await disk.expectNoMessage(399);
    expect(await disk.expectMessage(undefined, 1)).to.deep.equal(['a', 'b']);
    await disk.expectNoMessage(5_000);
    await system.shutdown();
  });

  it('writes three at once, and the rest at its end', async () => {
    const { system, disk, batches } = start();
    batches.tell(row('a'));
    await disk.expectNoMessage(600);
    for (const text of ['b', 'c', 'd']) batches.tell(row(text));

    expect(await disk.expectMessage()).to.deep.equal(['a', 'b', 'c']);
    await disk.expectNoMessage(999);
    await batches.stop();
    expect(await disk.expectMessage()).to.deep.equal(['d']);
    await system.shutdown();
  });
});
