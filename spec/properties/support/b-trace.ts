import type { SystemEvent } from '../../../lib/index.js';
import { puppet } from '../../life/support/puppet.js';
import type { NewSystem } from '../../support/lanes.js';
import { spell } from './b-lives.js';
import type { Program } from './b-plan.js';
import { describe, World } from './b-world.js';

/** All that happened in a run, in order. */
export interface Trace {
  /** Of the system, with their times: turns, lives, dead letters, failures. */
  readonly events: readonly string[];
  /** What the actors did, by their own account. */
  readonly turns: readonly string[];
  readonly answers: readonly string[];
  readonly ended: boolean;
  /** The latest time that an event has, and that of the clock in the end. */
  readonly latest: number;
  readonly now: number;
}

/** An event in words, without what differs from run to run by its nature. */
export function sentence(event: SystemEvent): string {
  const when = `${event.at}:`;
  if (event.type === 'dead-letter') {
    const { recipient, reason } = event.letter;
    return `${when} dead letter for ${recipient?.path} ${reason}`;
  }
  if ('messageType' in event) return `${when} ${event.actor.path} ${event.type} ${event.messageType}`;
  if (event.type === 'observer-failed' || event.type === 'teardown-failed')
    return `${when} ${event.actor?.path} ${event.type} ${describe(event.error)}`;
  const error = event.type === 'failed' ? ` ${describe(event.error)}` : '';
  return `${when} ${spell(event)}${error}`;
}

/** Runs `program` and writes everything down. */
export async function trace(newSystem: NewSystem, program: Program, seed?: number): Promise<Trace> {
  const events: string[] = [];
  let latest = 0;
  const world = new World(newSystem, {}, seed === undefined ? {} : { seed });
  world.system.events.subscribe((event) => {
    events.push(sentence(event));
    latest = Math.max(latest, event.at);
  });
  // Its id is made up.
  world.system.spawn(puppet());
  await world.run(program);
  const ended = await world.end();
  const { turns, answers, clock } = world;
  return { events, turns, answers, ended, latest, now: clock.now() };
}
