import { expect } from 'chai';
import { Actor, type ActorRef, spawn } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';

class Plain extends Actor {
  protected override handleMessage() {
    return 'alive';
  }
}

class Parent extends Actor {
  start(create: () => Actor, id?: string): ActorRef {
    return this.spawn(create, { id });
  }
}

describe('spawn', () => {
  it('starts an actor on the default system', async () => {
    await using ref = spawn(() => new Plain());

    expect(await ref.ask('question')).to.equal('alive');
  });

  onBothLanes((newSystem) => {
    it('returns a reference at once, in the state starting', async () => {
      await using system = newSystem();

      const ref = system.spawn(() => new Plain(), { id: 'plain' });

      expect([ref.state, ref.id, ref.path]).to.deep.equal(['starting', 'plain', '/plain']);
    });

    for (const id of ['a', '0', '_', '-', 'A_b-c~1', 'constructor', 'toString', 'x'.repeat(128)]) {
      it(`takes the id ${id.slice(0, 20)} (${id.length} characters)`, async () => {
        await using system = newSystem();

        const ref = system.spawn(() => new Plain(), { id });

        expect(ref.path).to.equal(`/${id}`);
      });
    }

    const badIds: readonly [string, unknown, typeof TypeError | typeof RangeError][] = [
      ['an empty one', '', RangeError],
      ['.', '.', RangeError],
      ['..', '..', RangeError],
      ['a/b', 'a/b', RangeError],
      ['a space', 'a b', RangeError],
      ['__proto__', '__proto__', RangeError],
      ['~ in front', '~a', RangeError],
      ['129 characters', 'x'.repeat(129), RangeError],
      ['a control character', 'a\u0000', RangeError],
      ['a line break at the end', 'a\n', RangeError],
      ['a lone surrogate', '\ud800', RangeError],
      ['a letter of another alphabet', 'é', RangeError],
      ['null', null, TypeError],
      ['a number', 7, TypeError],
      ['a symbol', Symbol('id'), TypeError],
      ['an object', { toString: () => 'id' }, TypeError],
    ];
    for (const [what, id, type] of badIds) {
      it(`throws a ${type.name} that names the id, in one line, and makes no actor: ${what}`, async () => {
        const made: string[] = [];
        await using system = newSystem();
        const create = () => {
          made.push('made');
          return new Plain();
        };

        const call = () => system.spawn(create, { id: id as string });

        expect(call).to.throw(type, /^Expected `id`[^\n\p{Cc}\p{Cs}]*$/u);
        expect(made).to.deep.equal([]);
      });
    }

    it('throws a RangeError for an id that a sibling has, and frees it when that one has stopped', async () => {
      await using system = newSystem();
      const first = system.spawn(() => new Plain(), { id: 'twin' });

      expect(() => system.spawn(() => new Plain(), { id: 'twin' })).to.throw(RangeError, /`id`.*twin/);

      await first.stop();
      expect(system.spawn(() => new Plain(), { id: 'twin' }).path).to.equal('/twin');
    });

    it('throws a RangeError also when the factory itself takes the id', async () => {
      await using system = newSystem();
      const spawned: ActorRef[] = [];
      const create = () => {
        spawned.push(system.spawn(() => new Plain(), { id: 'twin' }));
        return new Plain();
      };

      expect(() => system.spawn(create, { id: 'twin' })).to.throw(RangeError, '`id`');
      expect(await spawned[0]?.ask('question')).to.equal('alive');
    });

    it('lets children of different parents have one id', async () => {
      const parents = [new Parent(), new Parent()];
      await using system = newSystem();
      const refs = parents.map((parent) => system.spawn(() => parent));

      const children = parents.map((parent) => parent.start(() => new Plain(), 'child'));

      expect(children.map(({ path }) => path)).to.deep.equal(refs.map(({ path }) => `${path}/child`));
      expect(() => parents[0]?.start(() => new Plain(), 'child')).to.throw(RangeError, '`id`');
    });

    it('makes up ids that are valid and unique', async () => {
      await using system = newSystem();
      const taken = system.spawn(() => new Plain(), { id: 'Plain-2' });
      const odd = [class extends Actor {}, class ÅÄÖ extends Actor {}, class Ab$c extends Actor {}];

      const refs = [taken, ...[Plain, Plain, Plain, ...odd].map((of) => system.spawn(() => new of()))];

      expect(new Set(refs.map(({ id }) => id)).size).to.equal(refs.length);
      for (const { id } of refs) expect(id).to.match(/^[A-Za-z0-9_-][A-Za-z0-9_~-]{0,127}$/);
    });

    it('makes up an id for a class whose static `name` is no text', async () => {
      class Named extends Plain {
        static override readonly name = 7 as unknown as string;
      }
      await using system = newSystem();

      expect(await system.spawn(() => new Named()).ask('question')).to.equal('alive');
    });

    for (const bad of [undefined, null, {}, 'text', new Plain()]) {
      it(`throws a TypeError that names the factory, for ${String(bad)}`, async () => {
        await using system = newSystem();

        expect(() => system.spawn(bad as unknown as () => Actor)).to.throw(TypeError, '`create`');
      });
    }

    const noActors: Readonly<Record<string, unknown>> = {
      undefined: undefined,
      null: null,
      'an object': {},
      'a text': 'text',
      'a class': Plain,
      'a promise': Promise.resolve(new Plain()),
      'a function': () => new Plain(),
    };
    for (const [what, bad] of Object.entries(noActors)) {
      it(`throws a TypeError for a factory that gives no actor but ${what}`, async () => {
        await using system = newSystem();

        const call = () => system.spawn(() => bad as unknown as Actor, { id: 'free' });

        expect(call).to.throw(TypeError, '`create()`');
        expect(system.spawn(() => new Plain(), { id: 'free' }).path).to.equal('/free');
      });
    }

    for (const bad of [null, 5, 'text']) {
      it(`throws a TypeError that names the options, for ${String(bad)}`, async () => {
        await using system = newSystem();

        expect(() => system.spawn(() => new Plain(), bad as never)).to.throw(TypeError, '`options`');
      });
    }

    it('says that a class is none, and what is', async () => {
      await using system = newSystem();
      class Printer extends Actor {}
      const mistake = Printer as unknown as () => Actor;

      expect(() => system.spawn(mistake)).to.throw(TypeError, 'that makes an actor, not its class');
    });

    it('throws what the factory throws, and the id stays free', async () => {
      const thrown = { no: 'error' };
      await using system = newSystem();
      const call = () =>
        system.spawn(
          () => {
            throw thrown;
          },
          { id: 'free' },
        );

      expect(call).to.throw().and.equal(thrown);
      expect(system.spawn(() => new Plain(), { id: 'free' }).path).to.equal('/free');
    });

    it('throws a TypeError for a factory that gives an instance again, even after it has stopped', async () => {
      const actor = new Plain();
      await using system = newSystem();
      const ref = system.spawn(() => actor);

      expect(() => system.spawn(() => actor)).to.throw(TypeError, /`create\(\)`.*new/);
      expect(await ref.ask('question')).to.equal('alive');

      await ref.stop();
      expect(() => system.spawn(() => actor)).to.throw(TypeError, /`create\(\)`.*new/);
    });
  });
});
