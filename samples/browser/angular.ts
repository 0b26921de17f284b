// Angular: actors that live as long as an injector, and their state as a signal.
import {
  Component,
  DestroyRef,
  type EnvironmentProviders,
  Injectable,
  inject,
  makeEnvironmentProviders,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { type Actor, type ActorRef, ActorSystem, type Protocol } from 'rxactors';
import { Counter, follow } from './counter.js';

// #region actors
/** For the providers of the app: a system that ends with it. */
export const provideActors = (): EnvironmentProviders =>
  makeEnvironmentProviders([
    {
      provide: ActorSystem,
      useFactory: () => {
        const system = new ActorSystem({ name: 'app' });
        inject(DestroyRef).onDestroy(() => void system.shutdown());
        return system;
      },
    },
  ]);

/** An actor that lives as long as what injects it here: a component, a directive or a service. */
export function injectActor<P extends Protocol<P>>(create: () => Actor<P>): ActorRef<P> {
  const ref = inject(ActorSystem).spawn(create);
  inject(DestroyRef).onDestroy(() => void ref.stop());
  return ref;
}
// #endregion

// #region component
@Injectable()
export class Clicks {
  readonly counter = injectActor(() => new Counter());
}

@Component({
  selector: 'app-count',
  template: '<button type="button" (click)="add()">{{ count() }}</button>',
})
export class Count {
  readonly #counter = inject(Clicks).counter;
  protected readonly count = toSignal(follow(this.#counter), { initialValue: 0 });

  protected add() {
    this.#counter.tell({ type: 'add', amount: 1 });
  }
}

/** The actor lives as long as this component does. */
@Component({ selector: 'app-own-count', imports: [Count], providers: [Clicks], template: '<app-count />' })
export class OwnCount {}
// #endregion
