// A button that saves once, however often it is clicked meanwhile.
import { Actor, type BusyPolicies, dropWhileBusy, type Handlers, isActorError, spawn } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

// #region actor
interface Editor {
  save(m: { text: string }): Promise<string>;
}

class Document extends Actor<Editor> {
  protected override readonly busy: BusyPolicies<Editor> = { save: dropWhileBusy() };

  protected override readonly handlers: Handlers<Editor> = {
    save: async ({ text }) => {
      await lastValueFrom(timer(5));
      return `saved ${text}`;
    },
  };
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  await using editor = spawn(() => new Document());
  // #region click
  const click = (text: string) =>
    editor.ask({ type: 'save', text }).catch((error) => {
      if (isActorError(error, 'superseded')) return 'is being saved already';
      throw error;
    });
  // #endregion
  for (const line of await Promise.all([click('a draft'), click('a draft'), click('a draft')])) print(line);
  print(await click('the letter'));
}
