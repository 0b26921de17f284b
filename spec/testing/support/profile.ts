import { Actor, type ActorRef, type Handlers } from '../../../lib/index.js';
import type { ExploreTools } from '../../../lib/testing.js';

/** Asks the server for somebody's name. */
type Load = (id: string) => Promise<string>;

interface Showing {
  show(m: { id: string }): void;
  loaded(m: { id: string; name: string }): void;
  shown(): string;
}

// #region profile
/** Shows who was asked for. It does not wait for the server, so that one may look at somebody else meanwhile. */
class Profile extends Actor<Showing> {
  readonly #load: Load;
  #shown = '';

  constructor(load: Load) {
    super();
    this.#load = load;
  }

  protected override readonly handlers: Handlers<Showing> = {
    show: ({ id }) => {
      void this.#load(id).then((name) => this.reference.tell({ type: 'loaded', id, name }));
    },
    loaded: ({ name }) => {
      this.#shown = name;
    },
    shown: () => this.#shown,
  };
}
// #endregion

// #region fixed
/** Knows whom it was asked for last, and what is not about them is no news. */
class CarefulProfile extends Actor<Showing> {
  readonly #load: Load;
  #wanted = '';
  #shown = '';

  constructor(load: Load) {
    super();
    this.#load = load;
  }

  protected override readonly handlers: Handlers<Showing> = {
    show: ({ id }) => {
      this.#wanted = id;
      void this.#load(id).then((name) => this.reference.tell({ type: 'loaded', id, name }));
    },
    loaded: ({ id, name }) => {
      if (id === this.#wanted) this.#shown = name;
    },
    shown: () => this.#shown,
  };
}
// #endregion

// #region scenario
/** Looks at Ann, then at Bob, and is to see Bob. The server takes its time for each. */
const lookAtTwo =
  (newProfile: (load: Load) => Actor<Showing>) =>
  async ({ system, clock, sometime }: ExploreTools): Promise<void> => {
    const profile: ActorRef<Showing> = system.spawn(() => newProfile((id) => sometime(`the name of ${id}`)), {
      id: 'profile',
    });
    profile.tell({ type: 'show', id: 'ann' });
    profile.tell({ type: 'show', id: 'bob' });
    await clock.settle();
    const shown = await profile.ask({ type: 'shown' });
    if (shown !== 'the name of bob') throw new Error(`It shows ${shown}`);
  };
// #endregion

/** With the race: the last answer wins, and not the last question. */
export const careless = lookAtTwo((load) => new Profile(load));

/** Without it. */
export const careful = lookAtTwo((load) => new CarefulProfile(load));
