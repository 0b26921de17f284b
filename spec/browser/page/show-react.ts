import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Counter } from '../../../samples/browser/counter.js';
import { Count, OwnCount } from '../../../samples/browser/react.js';
import { system } from '../../../samples/browser/system.js';
import type { App } from './showing.js';

export async function start(): Promise<App> {
  const shared = system.spawn(() => new Counter());
  const render = (component: React.ReactNode, host: Element) => {
    const root = createRoot(host);
    root.render(createElement(StrictMode, {}, component));
    return () => root.unmount();
  };
  return {
    system,
    shared,
    showOwn: (host) => render(createElement(OwnCount), host),
    showShared: (host) => render(createElement(Count, { counter: shared }), host),
    end: () => dispatchEvent(new PageTransitionEvent('pagehide')),
  };
}
