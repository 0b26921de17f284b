import { type ActorContext, isActorError } from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import { label, record } from '../../life/support/log.js';
import { puppet, type Strings } from '../../life/support/puppet.js';
import type { NewSystem } from '../../support/lanes.js';
import type { Asked, Entry, Letter, Log, Player } from './a-log.js';
import type { Stage } from './a-stage.js';

/** Turns that are open at the end of an actor, or begin after it. */
export function beyondTheEnd(log: Log, player: Player): string[] {
  const open = new Set<Letter | undefined>();
  const found: string[] = [];
  let stopped = false;
  for (const { type, letter } of log.of(player, 'begun', 'ended', 'stopped')) {
    if (type === 'begun') open.add(letter);
    if (type === 'ended') open.delete(letter);
    if (type === 'begun' && stopped) found.push(`${letter} begins after the end`);
    if (type === 'stopped') for (const running of open) found.push(`${running} runs at the end`);
    stopped ||= type === 'stopped';
  }
  return found;
}

/** What is handled though it waited at a plain stop, or came after any. */
export function behindTheDoor(log: Log, player: Player): string[] {
  const found: string[] = [];
  const late = new Set<Letter | undefined>();
  let door: Entry['type'] = 'sent';
  for (const { type, letter } of log.of(player, 'sent', 'begun', 'stop', 'drain')) {
    if (type === 'stop' || (type === 'drain' && door === 'sent')) door = type;
    else if (type === 'sent' && door !== 'sent') late.add(letter);
    else if (type === 'begun' && late.has(letter)) found.push(`${letter} came after the stop`);
    else if (type === 'begun' && door === 'stop' && letter?.kind !== 'teardown')
      found.push(`${letter} waited at the stop`);
  }
  return found;
}

/** Observables that were unsubscribed, other than by their asker's leaving. */
export function cutOff(log: Log): string[] {
  const cut = log.entries.filter(({ type, letter, at }) => {
    const asked = type === 'cut' && letter ? log.askOf(letter) : undefined;
    return type === 'cut' && !(asked && leftAt(log, asked) === at);
  });
  return cut.map(({ letter }) => `${letter} is cut off`);
}

function leftAt(log: Log, { letter, outcome, reason }: Asked): number | undefined {
  const error = outcome && 'error' in outcome && outcome.error;
  const left = error === reason || isActorError(error, 'ask-timeout');
  return left ? log.entries[log.index('settled', letter)]?.at : undefined;
}

/** Actors whose calls of `stop` were not all answered with one reason. */
export function reasonsDiffer({ log }: Stage): string[] {
  return [...log.reasons].flatMap(([player, reasons]) => {
    const calls = log.of(player, 'stop', 'drain').length;
    const same = reasons.every((reason) => reason === reasons[0]);
    return reasons.length === calls && same ? [] : [`${player.name}: ${reasons.length} of ${calls}, ${same}`];
  });
}

/** Puppets that call something in a turn of each kind. */
export const CALLING: Readonly<Record<string, (call: () => unknown) => Strings>> = {
  setup: (call) => ({ setup: call as () => void }),
  message: (call) => ({ setup: (self) => self.tell(self.reference, 'call'), message: call }),
  input: (call) => ({ setup: (self) => void self.registerInputTask([1], call) }),
  notice: (call) => ({
    setup: (self) => void self.spawn(puppet()).stop(),
    childStopped: call as () => void,
  }),
};

/** How many events the stop of an actor with `count` children takes. */
export async function stepsOfStop(newSystem: NewSystem, count: number): Promise<number> {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const setup = (self: ActorContext) => {
    for (let index = 0; index < count; index++) self.spawn(puppet());
  };
  const parent = system.spawn(puppet({ setup }));
  await clock.settle();
  const events = record(system.events, label);
  void parent.stop();
  await clock.settle();
  if (parent.state !== 'stopped') throw new Error(`The parent of ${count} is ${parent.state}`);
  return events.length;
}
