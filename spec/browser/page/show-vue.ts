import { type Component, createApp, h, markRaw, reactive, ref, shallowRef } from 'vue';
import type { ActorRef } from '../../../lib/index.js';
import { Counter, type Counting } from '../../../samples/browser/counter.js';
import { system } from '../../../samples/browser/system.js';
import { Count, OwnCount } from '../../../samples/browser/vue.js';
import type { App } from './showing.js';

export async function start(): Promise<App> {
  const shared = system.spawn(() => new Counter());
  const mount = (host: Element, component: Component) => {
    const app = createApp(component);
    app.mount(host);
    return () => app.unmount();
  };
  return {
    system,
    shared,
    showOwn: (host) => mount(host, OwnCount),
    showHanded(host, first) {
      const counter = shallowRef(first);
      const hide = mount(host, () => h(Count, { counter: counter.value }));
      const hand = (next: ActorRef<Counting>) => {
        counter.value = next;
      };
      return { hand, hide };
    },
    end: () => dispatchEvent(new PageTransitionEvent('pagehide')),
  };
}

/** Whether a reference can be used where Vue holds it: the proxies of Vue cannot. */
export function usable(): Record<string, boolean> {
  const actor = system.spawn(() => new Counter());
  const found = {
    ref: isUsable(ref(actor).value),
    reactive: isUsable(reactive({ actor }).actor),
    shallowRef: isUsable(shallowRef(actor).value),
    markRaw: isUsable(reactive({ actor: markRaw(actor) }).actor),
  };
  void actor.stop();
  return found;
}

function isUsable(actor: { readonly state: string }): boolean {
  try {
    return actor.state !== '';
  } catch {
    return false;
  }
}
