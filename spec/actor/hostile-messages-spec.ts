import { expect } from 'chai';
import { DataMessage } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { hostile } from './support/hostile.js';
import { gate, handling, lettersOf, outcomeOf, rejectionOf } from './support/scripts.js';

describe('a hostile message', () => {
  onBothLanes((newSystem) => {
    for (const [what, value] of hostile) {
      it(`is delivered by identity when it is told: ${what}`, async () => {
        const received: unknown[] = [];
        await using system = newSystem();
        const ref = system.spawn(handling((message) => void received.push(message)));

        ref.tell(value);
        ref.tell('next');
        await ref.stop({ drain: true });

        expect(received.length).to.equal(2);
        expect(Object.is(received[0], value)).to.equal(true);
      });

      it(`is delivered by identity, with the sender that was named: ${what}`, async () => {
        const received: unknown[] = [];
        await using system = newSystem();
        const ref = system.spawn(
          handling((message, turn) => void received.push([message], turn.sender, turn.signal.aborted)),
        );

        ref.tell(value, { sender: ref });
        ref.tell(value);
        await ref.stop({ drain: true });

        expect(received.length).to.equal(6);
        expect([received[1], received[2], received[4], received[5]]).to.deep.equal([
          ref,
          false,
          undefined,
          false,
        ]);
      });

      it(`is delivered by identity when it is asked: ${what}`, async () => {
        const received: unknown[] = [];
        await using system = newSystem();
        const ref = system.spawn(
          handling((message) => {
            received.push(message);
            return 'answer';
          }),
        );

        const reply = await ref.ask(value);

        expect(reply).to.equal('answer');
        expect(Object.is(received[0], value)).to.equal(true);
      });

      it(`is delivered by identity as the data of a message, and forwarded: ${what}`, async () => {
        await using system = newSystem();
        const worker = system.spawn(handling((message) => [message]));
        const boss = system.spawn(handling((_, turn) => turn.forward(worker)));

        const [asData] = await boss.ask<[DataMessage<unknown>]>(new DataMessage({ data: value }));
        const [bare] = await boss.ask<[unknown]>(value);

        expect(Object.is(asData.data, value)).to.equal(true);
        expect(Object.is(bare, value)).to.equal(true);
      });

      it(`is a dead letter by identity: ${what}`, async () => {
        const clock = new TestClock();
        const held = gate();
        await using system = newSystem({ clock });
        const letters = lettersOf(system);
        const ref = system.spawn(handling(() => held.promise));
        ref.tell('runs');
        await clock.settle();
        ref.tell(value);
        const asked = rejectionOf<{ code: string; undelivered: unknown }>(ref.ask(value));

        const stopped = ref.stop();
        ref.tell(value);
        held.open();
        await stopped;
        await clock.settle();

        expect(letters.map(({ reason }) => reason)).to.deep.equal(['actor-stopped', 'actor-stopped']);
        for (const { message } of letters) expect(Object.is(message, value)).to.equal(true);
        const { code, undelivered } = await asked;
        expect([code, Object.is(undelivered, value)]).to.deep.equal(['actor-stopped', true]);
      });

      it(`is shown to those who observe the inbox and the system: ${what}`, async () => {
        const clock = new TestClock();
        const seen: unknown[] = [];
        const types: string[] = [];
        await using system = newSystem({ clock });
        const ref = system.spawn(handling(() => undefined));
        ref.inbox.subscribe((message) => seen.push(message));
        system.events.subscribe((event) => types.push(event.type));

        ref.tell(value);
        await clock.settle();

        expect(seen.length).to.equal(1);
        expect(Object.is(seen[0], value)).to.equal(true);
        expect(types.filter((type) => type === 'turn-ended')).to.have.length.of.at.least(1);
      });

      it(`times out with an error that can be read: ${what}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const asked = outcomeOf(system.spawn(handling(() => undefined)).ask(value, { timeout: 10 }));

        await clock.advance(10);

        expect(await asked).to.have.nested.property('error.code', 'ask-timeout');
      });
    }
  });
});
