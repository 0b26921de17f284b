import { expect } from 'chai';
import type { Logger } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { recordingLogger } from './support/logger.js';

/** Runs `work` while the console is `logger`. */
async function withConsole(logger: Logger, work: () => Promise<void>): Promise<void> {
  const { debug, info, warn, error } = console;
  Object.assign(console, logger);
  try {
    await work();
  } finally {
    Object.assign(console, { debug, info, warn, error });
  }
}

describe('the logger of a system', () => {
  onBothLanes((newSystem) => {
    const boom = new Error('boom');

    it('gets the failure of a root, at the level `error`, with its path and the very error', async () => {
      const clock = new TestClock();
      const logger = recordingLogger();
      await using system = newSystem({ clock, logger });
      const ref = system.spawn(puppet(), { id: 'till' });

      ref.tell(raise(boom));
      await clock.settle();

      expect(logger.lines).to.have.lengthOf(1);
      expect(logger.lines[0]?.[0]).to.equal('error');
      expect(logger.lines[0]?.[1]).to.match(/\/till/);
      expect(logger.lines[0]).to.include(boom);
    });

    it('gets it once where a child took its parents with it', async () => {
      const clock = new TestClock();
      const logger = recordingLogger();
      await using system = newSystem({ clock, logger });
      const failing = puppet({ setup: raise(boom) as () => never });
      const parent = puppet({ setup: (self) => void self.spawn(failing) });

      system.spawn(puppet({ setup: (self) => void self.spawn(parent) }), { id: 'root' });
      await clock.settle();

      expect(logger.lines).to.have.lengthOf(1);
      expect(logger.lines[0]?.[1]).to.match(/\/root /);
    });

    it('gets nothing where a parent handles the failure, nor for any other end', async () => {
      const clock = new TestClock();
      const logger = recordingLogger();
      await using system = newSystem({ clock, logger });
      const failing = puppet({ setup: raise(boom) as () => never });

      system.spawn(puppet({ setup: (self) => void self.spawn(failing), childStopped: () => undefined }));
      system.spawn(puppet({ setup: (self) => self.endMainLoop() }));
      await system.spawn(puppet()).stop();
      await clock.settle();

      expect(logger.lines).to.deep.equal([]);
    });

    it('gets nothing of an error that belongs to an asker', async () => {
      const clock = new TestClock();
      const logger = recordingLogger();
      await using system = newSystem({ clock, logger });

      await system
        .spawn(puppet())
        .ask(raise(boom))
        .catch(() => undefined);
      await clock.settle();

      expect(logger.lines).to.deep.equal([]);
    });

    it('gets a failure that comes too late to be a reason', async () => {
      const clock = new TestClock();
      const logger = recordingLogger();
      await using system = newSystem({ clock, logger });
      const turn = gate();
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      await clock.settle();

      const stopped = ref.stop();
      turn.fail(boom);
      await stopped;

      expect(logger.lines.map(([level]) => level)).to.deep.equal(['error']);
      expect(logger.lines[0]).to.include(boom);
    });

    it('is what actors have as theirs', async () => {
      const logger = recordingLogger();
      await using system = newSystem({ logger });
      const ref = system.spawn(puppet());

      const own = await ref.ask(
        act((self) => {
          self.logger.info('from an actor');
          return self.logger;
        }),
      );

      expect(own).to.equal(logger);
      expect(logger.lines).to.deep.equal([['info', 'from an actor']]);
    });

    it('that throws hurts nobody', async () => {
      const clock = new TestClock();
      const fail = raise(new Error('logger')) as () => never;
      await using system = newSystem({
        clock,
        logger: { debug: fail, info: fail, warn: fail, error: fail },
      });
      const ref = system.spawn(puppet({ teardown: raise(boom) as () => never }));
      const other = system.spawn(puppet());
      ref.lifecycle.subscribe(fail);

      ref.tell(raise(boom));
      const reason = await ref.stopped;
      await clock.settle();

      expect(reason).to.include({ kind: 'failed', error: boom });
      expect(await other.ask(act(() => 'alive'))).to.equal('alive');
    });

    it('by default prints warnings and errors only', async () => {
      const console = recordingLogger();

      await withConsole(console, async () => {
        await using system = newSystem({ logger: undefined });
        const ref = system.spawn(puppet());
        ref.tell(
          act(({ logger }) => {
            logger.debug('debug');
            logger.info('info');
            logger.warn('warn');
            logger.error('error', boom);
          }),
        );
        ref.tell(raise(boom));
        await ref.stopped;
      });

      expect(console.lines.slice(0, 2)).to.deep.equal([
        ['warn', 'warn'],
        ['error', 'error', boom],
      ]);
      expect(console.lines).to.have.lengthOf(3);
      expect(console.lines[2]).to.include(boom);
    });
  });
});
