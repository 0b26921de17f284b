import '@angular/compiler'; // components are compiled in the page
import { createComponent, Input, type Type } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { ActorSystem } from '../../../lib/index.js';
import { Clicks, Count, OwnCount, provideActors } from '../../../samples/browser/angular.js';
import type { App } from './showing.js';

// What the compiler of Angular adds for `counter = input.required()`, where components are not compiled in the page.
Input({ isSignal: true, alias: 'counter', required: true } as Input)(Count.prototype, 'counter');

export async function start(): Promise<App> {
  const app = await createApplication({ providers: [provideActors(), Clicks] });
  const show = (host: Element, component: Type<unknown>) => {
    const hostElement = host.appendChild(document.createElement('div'));
    const shown = createComponent(component, { environmentInjector: app.injector, hostElement });
    app.attachView(shown.hostView);
    return { hand: (counter: unknown) => shown.setInput('counter', counter), hide: () => shown.destroy() };
  };
  return {
    system: app.injector.get(ActorSystem),
    shared: app.injector.get(Clicks).counter,
    showOwn: (host) => show(host, OwnCount).hide,
    showHanded(host, first) {
      const handed = show(host, Count);
      handed.hand(first);
      return handed;
    },
    end: () => app.destroy(),
  };
}
