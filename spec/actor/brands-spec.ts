import { expect } from 'chai';
import { ActorError, DataMessage, EndMainLoop, Inbox, isActorError, Message } from '../../lib/index.js';
import { fresh } from '../support/fresh.js';
import { onBothLanes } from '../support/lanes.js';
import { hostile, throwingAt } from './support/hostile.js';
import { gate, handling, rejectionOf } from './support/scripts.js';

/** A second copy of the package, as a bundle may bring one along. */
const other = fresh<typeof import('../../lib/index.js')>('index.js');

describe('isActorError', () => {
  const error = new ActorError('gone', { code: 'actor-stopped', path: '/a', cause: 1, undelivered: 2 });

  it('knows an ActorError, and which one', () => {
    expect(isActorError(error)).to.equal(true);
    expect(isActorError(error, 'actor-stopped')).to.equal(true);
    expect(isActorError(error, 'ask-timeout')).to.equal(false);
    expect(error).to.be.instanceOf(Error);
    expect(error).to.include({
      name: 'ActorError',
      code: 'actor-stopped',
      path: '/a',
      cause: 1,
      undelivered: 2,
    });
  });

  it('knows the errors of another copy of the package, and that one knows ours', () => {
    const foreign = new other.ActorError('slow', { code: 'ask-timeout', path: '/a' });

    expect(other.ActorError).not.to.equal(ActorError);
    expect(foreign).not.to.be.instanceOf(ActorError);
    expect([isActorError(foreign), isActorError(foreign, 'ask-timeout')]).to.deep.equal([true, true]);
    expect(isActorError(foreign, 'actor-stopped')).to.equal(false);
    expect([other.isActorError(error), other.isActorError(error, 'actor-stopped')]).to.deep.equal([
      true,
      true,
    ]);
  });

  it('knows by a brand of the registry, and by nothing else', () => {
    const branded = { [Symbol.for('rxactors.ActorError')]: true, code: 'ask-timeout' };

    expect(isActorError(branded, 'ask-timeout')).to.equal(true);
    expect(isActorError({ name: 'ActorError', code: 'ask-timeout', path: '/a' })).to.equal(false);
    expect(isActorError(new Error('mine'))).to.equal(false);
    expect(isActorError(new EndMainLoop())).to.equal(false);
  });

  for (const [what, value] of [...hostile, ['a trap for the brand', trap()] as const]) {
    it(`is false, and throws nothing, for ${what}`, () => {
      expect(isActorError(value)).to.equal(false);
    });
  }
});

describe('EndMainLoop', () => {
  onBothLanes((newSystem) => {
    const ends: readonly [string, () => unknown][] = [
      ['its own', () => new EndMainLoop()],
      ['one of another copy of the package', () => new other.EndMainLoop()],
      ['one with a message', () => new EndMainLoop('enough')],
    ];
    for (const [what, end] of ends) {
      for (const way of ['throws', 'rejects'] as const) {
        it(`ends the actor that ${way} with it, and is no failure: ${what}`, async () => {
          await using system = newSystem();
          const ref = system.spawn(
            handling(() => {
              if (way === 'rejects') return Promise.reject(end());
              throw end();
            }),
          );

          ref.tell('end');

          expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
        });
      }
    }

    it('fails the actor when it only looks like one', async () => {
      const fake = { name: 'EndMainLoop', message: 'not branded' };
      await using system = newSystem();
      const ref = system.spawn(handling(() => Promise.reject(fake)));

      ref.tell('end');

      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: fake });
    });
  });
});

describe('a Message of another copy of the package', () => {
  onBothLanes((newSystem) => {
    it('is answered to its asker, and to its sender', async () => {
      const inbox = new Inbox();
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply('answer')));

      const reply = await ref.ask(new other.Message());
      ref.tell(new other.DataMessage({ data: 1, sender: inbox }));

      expect(reply).to.equal('answer');
      expect(await inbox.next()).to.equal('answer');
      expect(new other.DataMessage({ data: 1 })).not.to.be.instanceOf(DataMessage);
    });

    it('cannot be asked with while it is in flight', async () => {
      await using system = newSystem();
      const held = gate();
      const ref = system.spawn(handling(() => held.promise));
      const message = new other.Message();
      const first = ref.ask(message).catch(() => undefined);

      expect(await rejectionOf(ref.ask(message))).to.be.instanceOf(TypeError);

      held.open();
      await ref.stop({ drain: true });
      await first;
      expect(message).not.to.be.instanceOf(Message);
    });
  });
});

function trap(): object {
  return throwingAt(Symbol.for('rxactors.ActorError'));
}
