import '@angular/compiler'; // components are compiled in the page
import { createComponent, type Type } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { ActorSystem } from '../../../lib/index.js';
import { Clicks, Count, OwnCount, provideActors } from '../../../samples/browser/angular.js';
import type { App } from './showing.js';

export async function start(): Promise<App> {
  const app = await createApplication({ providers: [provideActors(), Clicks] });
  const show = (host: Element, component: Type<unknown>) => {
    const hostElement = host.appendChild(document.createElement('div'));
    const shown = createComponent(component, { environmentInjector: app.injector, hostElement });
    app.attachView(shown.hostView);
    return () => shown.destroy();
  };
  return {
    system: app.injector.get(ActorSystem),
    shared: app.injector.get(Clicks).counter,
    showOwn: (host) => show(host, OwnCount),
    showShared: (host) => show(host, Count),
    end: () => app.destroy(),
  };
}
