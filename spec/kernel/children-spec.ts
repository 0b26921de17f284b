import { expect } from 'chai';
import { core } from '../../lib/actor/actor-system.js';
import { Actor, type ActorRef } from '../../lib/index.js';
import type { Cell } from '../../lib/kernel/cell.js';
import { cellOf } from '../../lib/kernel/cell-of.js';
import { onBothLanes } from '../support/lanes.js';

class Node extends Actor {}
class Other extends Actor {}

const cell = (ref: ActorRef | undefined) => cellOf(ref as ActorRef) as Cell;

describe('Children', () => {
  onBothLanes((newSystem) => {
    it('finds those with ids of their own, and the numbered ones by the ids made for them', async () => {
      await using system = newSystem();
      const { roots } = system[core];

      const refs = [
        system.spawn(() => new Node()),
        system.spawn(() => new Node(), { id: 'room-7' }),
        system.spawn(() => new Other()),
      ];

      expect(refs.map(({ id }) => id)).to.deep.equal(['Node-1', 'room-7', 'Other-2']);
      for (const ref of refs) expect(roots.get(ref.id)).to.equal(cell(ref));
      const late = system.spawn(() => new Other());
      expect(roots.get('Other-3')).to.equal(cell(late));
      for (const id of ['', '1', 'Node', 'Node-', 'Node-2', 'Other-1', 'Node-01', 'Node-1 ', 'room-8', '7'])
        expect(roots.get(id), id).to.equal(undefined);
    });

    it('numbers none like one that was given such an id, and refuses the id of a numbered one', async () => {
      await using system = newSystem();

      system.spawn(() => new Node(), { id: 'Node-2' });
      const ids = [1, 2, 3].map(() => system.spawn(() => new Node()).id);

      expect(ids).to.deep.equal(['Node-1', 'Node-3', 'Node-4']);
      expect(() => system.spawn(() => new Node(), { id: 'Node-3' })).to.throw(RangeError, '/Node-3');
    });

    it('keeps the order of start when one leaves, wherever it stands', async () => {
      for (const leaver of [0, 1, 2]) {
        await using system = newSystem();
        const { roots } = system[core];
        const refs = [0, 1, 2].map(() => system.spawn(() => new Node()));
        const left = refs[leaver];

        await left?.stop();
        const next = system.spawn(() => new Node());

        const stay = [...refs.filter((ref) => ref !== left), next];
        expect(roots.list().map(({ id }) => id)).to.deep.equal(stay.map(({ id }) => id));
        expect(roots.size).to.equal(3);
        expect(roots.get(left?.id as string)).to.equal(undefined);
        for (const ref of stay) expect(roots.get(ref.id)).to.equal(cell(ref));
      }
    });

    it('keeps their order where most have left', async () => {
      await using system = newSystem();
      const { roots } = system[core];
      const refs = Array.from({ length: 100 }, () => system.spawn(() => new Node()));
      const stay = refs.filter((_, index) => index % 9 === 0);

      for (const ref of refs) if (!stay.includes(ref)) await ref.stop();
      const next = system.spawn(() => new Node());

      expect(roots.list().map(({ id }) => id)).to.deep.equal([...stay, next].map(({ id }) => id));
      expect(roots.size).to.equal(stay.length + 1);
      for (const ref of [...stay, next]) await ref.stop();
      expect([roots.size, roots.list()]).to.deep.equal([0, []]);
    });

    it('shows those who join while it is walked, and none who has left, also where the others close up', async () => {
      await using system = newSystem();
      const { roots } = system[core];
      const refs = Array.from({ length: 100 }, () => system.spawn(() => new Node()));

      const seen: string[] = [];
      for (const { id } of roots.values()) {
        seen.push(id);
        if (seen.length === 3) {
          for (const ref of [...refs.slice(0, 2), ...refs.slice(5, 90)]) await ref.stop();
          system.spawn(() => new Other());
        }
      }

      const stay = [...refs.slice(0, 5), ...refs.slice(90)].map(({ id }) => id);
      expect(seen).to.deep.equal([...stay, 'Other-101']);
      expect(roots.size).to.equal(14);
    });

    it('ends a walk whose rest has left', async () => {
      await using system = newSystem();
      const { roots } = system[core];
      const refs = Array.from({ length: 100 }, () => system.spawn(() => new Node()));

      const walk = roots.values();
      walk.next();
      for (const ref of refs.slice(1)) await ref.stop();

      expect(walk.next().done).to.equal(true);
    });
  });
});
