// A system of actors that lives as long as the page.
import { ActorSystem } from 'rxactors';

// #region system
export const system = new ActorSystem({ name: 'page' });

// A server that renders components has no such event.
globalThis.addEventListener?.('pagehide', ({ persisted }) => {
  if (!persisted) void system.shutdown(); // a page that is kept may be shown again, with all that it has
});
// #endregion
