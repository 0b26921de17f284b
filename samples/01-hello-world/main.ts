// An actor answers a message: actorio's first program.

// #region program
import { Actor, ask, DataMessage, Message, spawn } from 'rxactors';

class Greeter extends Actor {
  protected override async handleMessage(message: Message) {
    message.reply(new DataMessage({ data: 'Hello World!', sender: this }));
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using greeter = spawn(() => new Greeter());
  const reply = await ask<DataMessage<string>>(greeter, new Message());
  print(reply.data);
}
// #endregion

if (require.main === module) void main();
