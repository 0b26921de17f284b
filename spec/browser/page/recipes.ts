import {
  filter,
  firstValueFrom,
  fromEvent,
  lastValueFrom,
  type Observable,
  ReplaySubject,
  timer,
  toArray,
} from 'rxjs';
import {
  type ActorContext,
  type ActorRef,
  ActorSystem,
  defineActor,
  detached,
  stateOf,
} from '../../../lib/index.js';
import { expectNoLeaks } from '../../../lib/testing.js';
import { follow, type Shown } from '../../../samples/browser/counter.js';
import { Feed } from '../../../samples/browser/feed.js';
import { SignUp } from '../../../samples/browser/form.js';
import { system } from '../../../samples/browser/system.js';
import { puppet } from '../../life/support/puppet.js';

export { system };

/** A form that asks for the page anew when it is submitted. */
function formOf(who: string): HTMLFormElement {
  const form = document.body.appendChild(document.createElement('form'));
  form.innerHTML = `<input name="who" value="${who}"><button>Sign up</button>`;
  return form;
}

/** The sample, which answers when it is free. */
class FreeSignUp extends SignUp {
  protected override handleMessage(): string {
    return 'free';
  }
}

/** Resolves with what became of the submits up to now. */
let submitted: () => Promise<string[]>;

/** The sample, where the first saves fail, so many of them. */
export function signUp(failures = 0): void {
  const form = formOf('Ann');
  const became: string[] = [];
  const save = async (data: FormData) => {
    if (became.length < failures) throw new Error('no connection');
    became.push(`saved ${data.get('who')}`);
  };
  const showError = (error: unknown) => became.push(String(error));
  const actor = system.spawn(() => new FreeSignUp(form, save, showError));
  submitted = async () => {
    await actor.ask('free');
    return became;
  };
}

export const outcomes = () => submitted();

/** A handler that leaves all to its turn, and an actor that is at `work` when the event comes. */
export function late(work: Promise<void>): HTMLFormElement {
  const form = formOf('Bob');
  const submits = fromEvent<SubmitEvent>(form, 'submit');
  const handle = (event: SubmitEvent) => {
    event.preventDefault();
    sessionStorage.target = event.currentTarget;
  };
  const setup = (self: ActorContext) => void self.registerInputTask(submits, handle);
  system.spawn(puppet({ setup, message: () => work })).tell('work');
  return form;
}

/** An actor that notes what its teardown gets to. */
export async function noting(): Promise<unknown> {
  const note = (line: string) => {
    sessionStorage.torn = `${sessionStorage.torn ?? ''}${line} `;
  };
  const teardown = async () => {
    note('begun');
    await Promise.resolve();
    note('on');
    await lastValueFrom(timer(0));
    note('waited');
  };
  return system.spawn(puppet({ message: () => 'ready', teardown })).ask('ready');
}

interface Fragile extends Shown<number> {
  fail(): void;
}

/** What is shown of an actor that fails so often, is restarted, and stops in the end; and what afterwards. */
export async function followed(failures: number): Promise<Record<'shown' | 'afterwards', number[]>> {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  await using system = new ActorSystem({ logger: quiet });
  let instances = 0;
  const body = () => {
    instances += 1;
    const state = stateOf(instances);
    return { handlers: { state: () => detached(state.changes), fail } };
  };
  const fragile = system.spawn(defineActor<Fragile>(body), {
    supervision: { decide: 'restart', limit: { max: failures, within: Number.POSITIVE_INFINITY } },
  });
  const shown = new ReplaySubject<number>();
  const shows = (state: number) => firstValueFrom(shown.pipe(filter((each) => each === state)));
  follow(fragile).subscribe(shown);
  for (let instance = 1; instance <= failures; instance++) {
    await shows(instance);
    fragile.tell({ type: 'fail' });
  }
  await shows(failures + 1);
  await fragile.stop();
  return { shown: await all(shown), afterwards: await all(follow(fragile)) };
}

const all = <T>(values: Observable<T>): Promise<T[]> => lastValueFrom(values.pipe(toArray()));

function fail(): never {
  throw new Error('on purpose');
}

let feed: ActorRef;
const lines: string[] = [];

export function connect(url: string): void {
  feed = system.spawn(() => new Feed(url, 'login Ann', (line) => lines.push(line)));
}

/** What came, and why it stopped. */
export async function ended() {
  const { kind } = await feed.stopped;
  expectNoLeaks(system);
  return { lines, kind };
}

export const stop = () => feed.stop();
