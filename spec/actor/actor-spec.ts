import { expect } from 'chai';
import { Actor, ask, DataMessage, Message } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';

describe('Actor', () => {
  onBothLanes((newSystem) => {
    it('answers a message to its asker', async () => {
      class Greeter extends Actor {
        protected override async handleMessage(message: Message) {
          message.reply(new DataMessage({ data: 'Hello World!', sender: this }));
        }
      }
      await using system = newSystem();

      const reply = await ask<DataMessage<string>>(
        system.spawn(() => new Greeter()),
        new Message(),
      );

      expect(reply.data).to.equal('Hello World!');
    });
  });
});
