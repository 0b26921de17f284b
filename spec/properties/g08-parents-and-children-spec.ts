import { expect } from 'chai';
import * as fc from 'fast-check';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime } from './support/b-check.js';
import { indexIn, Lives, type Mischief, parentOf } from './support/b-lives.js';
import { blows, Model, PING, sound, strike } from './support/b-model.js';
import { plan, program } from './support/b-plan.js';
import { World } from './support/b-world.js';

/** Nothing is declared about failures here (that is G15): an actor fails at most once. */
const LIFE = /^starting( started)?( failed)? stopping stopped complete$/;

const mischief = fc.array(
  fc.constantFrom<Mischief>('look', 'look', 'look', 'throw', 'stop', 'tell', 'spawn'),
  { maxLength: 40 },
);

const ofChildren = (log: readonly string[]) => log.filter((entry) => entry.includes('_'));
const withoutBirths = (log: readonly string[]) => log.filter((entry) => !entry.endsWith(' starting'));

/** The last event of each actor that has one. */
function ends(log: readonly string[]): ReadonlyMap<string, string> {
  const last = log.filter((entry) => entry.includes(' stopped '));
  return new Map(last.map((entry) => [entry.split(' ')[0] as string, entry]));
}

/** The children in the order of their start. */
function siblings(log: readonly string[]): string[][] {
  const families = new Map<string, string[]>();
  for (const entry of log) {
    const [name = '', type] = entry.split(' ');
    const parent = parentOf(name);
    if (type === 'starting' && parent !== undefined)
      families.set(parent, [...(families.get(parent) ?? []), name]);
  }
  return [...families.values()];
}

describe('G8 parents and children', () => {
  onBothLanes((newSystem) => {
    it('every life is a sentence of one grammar', () =>
      holdsFor(fc.tuple(program, mischief), async ([program, mischief]) => {
        const lives = new Lives(mischief);
        const world = new World(newSystem, lives.watch);

        await world.run(program);
        const ended = await world.end();

        expect(ended, 'the system came to its end').to.equal(true);
        for (const [name, life] of lives.own) expect(life.join(' '), name).to.match(LIFE);
      }));

    it('all observers see the same order, whatever one of them does', () =>
      holdsFor(fc.tuple(program, mischief), async ([program, mischief]) => {
        const lives = new Lives(mischief);
        const world = new World(newSystem, lives.watch);
        lives.observe(world);

        await world.run(program);
        await world.end();

        expect(lives.behind, 'the observer behind').to.deep.equal(lives.before);
        expect(withoutBirths(lives.system), 'the system').to.deep.equal(lives.before);
      }));

    it('a parent sees each event of its children once, where all others see it', () =>
      holdsFor(fc.tuple(program, mischief), async ([program, mischief]) => {
        const lives = new Lives(mischief);
        const world = new World(newSystem, lives.watch);
        lives.observe(world);

        await world.run(program);
        await world.end();

        expect(lives.parents).to.deep.equal(ofChildren(lives.system));
        const own = lives.children.filter((entry) => !entry.endsWith(' parent'));
        expect(lives.children).to.deep.equal(own.flatMap((entry) => [entry, `${entry}, by its parent`]));
      }));

    it('an event never says what has not happened yet', () =>
      holdsFor(program, async (program) => {
        const lives = new Lives();
        const world = new World(newSystem, lives.watch);

        await world.run(program);
        await world.end();

        // The state may be further than the event: others ran before it came.
        const ahead = ['starting running', 'started stopping', 'started stopped', 'stopping stopped'];
        const right = ['starting starting', 'started running', 'stopping stopping', 'stopped stopped'];
        const failed = ['failed starting', 'failed running', 'failed stopping', 'failed stopped'];
        const allowed = [...right, ...ahead, ...failed, 'starting stopping', 'starting stopped'];
        expect(lives.states.filter((state) => !allowed.includes(state))).to.deep.equal([]);
      }));

    it('a parent stops, and begins its teardown, after its children', () =>
      holdsFor(program, async (program) => {
        const lives = new Lives();
        const world = new World(newSystem, lives.watch);
        lives.observe(world);

        await world.run(program);
        await world.end();

        const stopped = ends(lives.system);
        const where = indexIn(world.turns);
        for (const [name, entry] of stopped) {
          const parent = parentOf(name);
          if (parent === undefined) continue;
          const end = where(`event ${entry}`);
          expect(stopped.has(parent), `${parent} stopped too`).to.equal(true);
          expect(where(`event ${stopped.get(parent)}`), `${parent} stops after ${name}`).to.be.above(end);
          const teardown = where(`${parent} teardown`);
          if (teardown >= 0) expect(teardown, `teardown of ${parent} after ${name}`).to.be.above(end);
        }
        expect([...stopped.keys()].sort(), 'who stopped').to.deep.equal([...world.refs.keys()].sort());
      }));

    it('children that stop with their parent do so in reverse order of their start, one after the other', () =>
      holdsFor(program, async (program) => {
        const lives = new Lives();
        const world = new World(newSystem, lives.watch);
        lives.observe(world);

        await world.run(program);
        await world.end();

        const end = ends(lives.system);
        const where = indexIn(lives.system);
        for (const family of siblings(lives.system)) {
          for (const [index, older] of family.entries()) {
            const told = where(`${older} stopping parentStopped`);
            const younger = family[index + 1];
            if (told < 0 || younger === undefined) continue;
            expect(where(end.get(younger) ?? ''), `${younger} is gone before ${older} is told`).to.be.within(
              0,
              told,
            );
          }
        }
      }));

    it('a living parent gets one notice of each child that stopped, behind its last words and when it has left', () =>
      holdsFor(program, async (program) => {
        const world = new World(newSystem);

        await world.run(program);
        await world.clock.advance(1_000);
        const living = [...world.refs].filter(([, ref]) => ref.state === 'running').map(([name]) => name);
        const gone = [...world.refs].filter(([, ref]) => ref.state === 'stopped').map(([name]) => name);
        const noticed = world.notices.map(({ parent, child }) => `${parent} notice of ${child}`);
        await world.end();

        const expected = gone
          .filter((name) => living.includes(parentOf(name) ?? ''))
          .map((name) => `${parentOf(name)} notice of ${name}`);
        expect(noticed, 'no notice comes twice').to.deep.equal([...new Set(noticed)]);
        expect(noticed).to.include.members(expected);
        expect(world.notices.filter(({ present }) => present)).to.deep.equal([]);
        const where = indexIn(world.turns);
        for (const { parent, child } of world.notices) {
          if (!living.includes(parent) || where(`${child} teardown`) < 0) continue;
          expect(where(`${parent} hears ${child}`), `last words of ${child}`).to.be.within(
            0,
            where(`${parent} notice of ${child}`),
          );
        }
      }));

    it('a parent gets no notice of children that stop because it does', () =>
      holdsFor(program, async (program) => {
        const world = new World(newSystem);

        await world.run(program);
        await world.take({ step: 'settle' });
        void world.refs.get('r0')?.stop({ drain: true });
        await world.end();

        for (const { parent, child, reason } of world.notices)
          expect(reason, `${parent} gets a notice of ${child}`).to.not.equal('parentStopped');
      }));

    it('those who should live do, and answer, and nobody else', () =>
      holdsFor(fc.tuple(plan, blows), async ([plan, blows]) => {
        const world = new World(newSystem);
        const model = new Model();
        world.grow(sound(plan));
        model.grow(sound(plan));
        await passTime(world.clock);

        for (const given of blows) {
          const blow = { ...given, plan: sound(given.plan) };
          const name = model.names[blow.at % model.names.length] as string;
          strike(world, name, blow);
          model.strike(name, blow);
          await passTime(world.clock);
        }
        const pings = world.answers.length;
        for (const name of model.names) strike(world, name, { ...PING, at: 0 });
        await passTime(world.clock);

        const expected = model.names.map(
          (name) => `${name}: ${model.lives(name) ? 'idle' : 'actor-stopped'}`,
        );
        expect([...world.refs.keys()].sort()).to.deep.equal(model.names);
        expect(world.answers.slice(pings)).to.deep.equal(expected);
        await world.end();
      }));

    it('a stopping actor starts no child, and no child outlives its parent', () =>
      holdsFor(program, async (program) => {
        const world = new World(newSystem);

        await world.run(program);
        const refused = [...world.refused];
        await world.end();

        expect(world.intruders.map(({ path }) => path)).to.deep.equal([]);
        for (const refusal of refused) expect(refusal).to.match(/ (stopping|stopped) actor-stopped$/);
        const left = [...world.refs.values()].filter(({ state }) => state !== 'stopped');
        expect(left.map(({ path, state }) => `${path} ${state}`)).to.deep.equal([]);
      }));
  });
});
