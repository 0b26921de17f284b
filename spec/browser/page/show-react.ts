import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ActorRef } from '../../../lib/index.js';
import { Counter, type Counting } from '../../../samples/browser/counter.js';
import { Count, OwnCount } from '../../../samples/browser/react.js';
import { system } from '../../../samples/browser/system.js';
import type { App } from './showing.js';

export async function start(): Promise<App> {
  const shared = system.spawn(() => new Counter());
  const rootOf = (host: Element) => {
    const root = createRoot(host);
    const render = (component: React.ReactNode) => root.render(createElement(StrictMode, {}, component));
    return { render, hide: () => root.unmount() };
  };
  return {
    system,
    shared,
    showOwn(host) {
      const { render, hide } = rootOf(host);
      render(createElement(OwnCount));
      return hide;
    },
    showHanded(host, first) {
      const { render, hide } = rootOf(host);
      const hand = (counter: ActorRef<Counting>) => render(createElement(Count, { counter }));
      hand(first);
      return { hand, hide };
    },
    end: () => dispatchEvent(new PageTransitionEvent('pagehide')),
  };
}
