import { expect } from 'chai';
import { Actor, type ActorContext, defineActor, type Handlers } from '../../lib/index.js';
import { rejectionOf, thrownBy } from '../life/support/log.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

interface Mood {
  change(m: { to: 'glad' | 'sad' | 'before' }): string;
  say(): string;
}

class Moody extends Actor<Mood> {
  protected override readonly handlers: Handlers<Mood> = this.mood('calm');

  protected mood(name: string): Handlers<Mood> {
    return {
      change: ({ to }) => {
        if (to === 'before') this.unbecome();
        else this.become(this.mood(to));
        return name;
      },
      say: () => name,
    };
  }
}

type Change = 'glad' | 'sad' | 'before';

describe('this.become and this.unbecome', () => {
  onBothLanes((newSystem) => {
    const moods = async (...changes: readonly Change[]) => {
      await using system = newSystem();
      const ref = system.spawn(() => new Moody());
      const said = [await ref.ask({ type: 'say' })];
      for (const to of changes) {
        await ref.ask({ type: 'change', to });
        said.push(await ref.ask({ type: 'say' }));
      }
      return said;
    };

    it('put other handlers in the place of the own ones, and take them back', async () => {
      expect(await moods('glad', 'before')).to.deep.equal(['calm', 'glad', 'calm']);
    });

    it('are nested: each `unbecome` takes back the last', async () => {
      expect(await moods('glad', 'sad', 'before', 'before')).to.deep.equal([
        'calm',
        'glad',
        'sad',
        'glad',
        'calm',
      ]);
    });

    it('leave the own handlers where there is nothing to take back', async () => {
      expect(await moods('before', 'before', 'glad', 'before', 'before')).to.deep.equal([
        'calm',
        'calm',
        'calm',
        'glad',
        'calm',
        'calm',
      ]);
    });

    it('take effect with the next message: that at hand is answered as it began', async () => {
      await using system = newSystem();
      const ref = system.spawn(() => new Moody());

      const answers = [
        ref.ask({ type: 'say' }),
        ref.ask({ type: 'change', to: 'glad' }),
        ref.ask({ type: 'say' }),
        ref.ask({ type: 'change', to: 'before' }),
        ref.ask({ type: 'say' }),
      ];

      expect(await Promise.all(answers)).to.deep.equal(['calm', 'calm', 'glad', 'glad', 'calm']);
    });

    it('wait for an async handler as any message does', async () => {
      await using system = newSystem();
      const other = defineActor((self: ActorContext<{ turn(): string; say(): string }>) => ({
        handlers: {
          turn: async () => {
            await Promise.resolve();
            self.become({ turn: () => 'turned already', say: () => 'turned' });
            await Promise.resolve();
            return 'turning';
          },
          say: () => 'not yet',
        },
      }));
      const ref = system.spawn(() => other());

      const types = ['say', 'turn', 'say', 'turn'] as const;
      const answers = types.map((type) => ref.ask({ type }));

      expect(await Promise.all(answers)).to.deep.equal(['not yet', 'turning', 'turned', 'turned already']);
    });

    it('can be used in `setup`, before the first message', async () => {
      await using system = newSystem();
      class Glad extends Moody {
        protected override setup() {
          this.become(this.mood('glad'));
        }
      }

      expect(await system.spawn(() => new Glad()).ask({ type: 'say' })).to.equal('glad');
    });

    it('leave messages that the present handlers do not name unhandled', async () => {
      await using system = newSystem();
      const partial = defineActor((self: ActorContext) => ({
        handlers: { become: () => self.become({ other: () => 'other' }), own: () => 'own' },
      }));
      const ref = system.spawn(() => partial());

      await ref.ask({ type: 'become' });

      expect(await ref.ask({ type: 'other' })).to.equal('other');
      expect(await rejectionOf(ref.ask({ type: 'own' }))).to.include({ code: 'unhandled-message' });
    });

    it('call a handler with its table as `this`', async () => {
      await using system = newSystem();
      const table = {
        name: () => 'table',
        say() {
          return this.name();
        },
      };
      const ref = system.spawn(
        defineActor((self: ActorContext) => ({ handlers: { go: () => self.become(table) } })),
      );

      await ref.ask({ type: 'go' });

      expect(await ref.ask({ type: 'say' })).to.equal('table');
    });

    for (const handlers of [undefined, null, 5, 'handlers']) {
      it(`throw a TypeError for handlers that are ${handlers}`, async () => {
        await using system = newSystem();
        const errors: unknown[] = [];
        const ref = system.spawn(
          puppet({
            message: (_, self) => {
              errors.push(thrownBy(() => self.become(handlers as unknown as Record<string, never>)));
              return null;
            },
          }),
        );

        await ref.ask('become');

        expect(errors[0]).to.be.instanceOf(TypeError);
        expect((errors[0] as Error).message).to.include('`handlers`');
      });
    }
  });
});
