// Angular: actors that live as long as an injector, and their state as a signal.
import {
  Component,
  DestroyRef,
  type EnvironmentProviders,
  Injectable,
  inject,
  input,
  makeEnvironmentProviders,
  type Signal,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { type Actor, type ActorRef, ActorSystem, type Protocol } from 'rxactors';
import { startWith, switchMap } from 'rxjs';
import { Counter, type Counting, follow, type Shown } from './counter.js';

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

/** The state of an actor; undefined before the first has come. */
export function toState<S>(actor: Signal<ActorRef<Shown<S>>>): Signal<S | undefined> {
  const states = (ref: ActorRef<Shown<S>>) => follow(ref).pipe(startWith(undefined));
  return toSignal(toObservable(actor).pipe(switchMap(states)));
}
// #endregion

// #region component
@Injectable()
export class Clicks {
  readonly counter = injectActor(() => new Counter());
}

@Component({
  selector: 'app-count',
  template: '<button type="button" (click)="add()">{{ count() ?? 0 }}</button>',
})
export class Count {
  readonly counter = input.required<ActorRef<Counting>>();
  protected readonly count = toState(this.counter);

  protected add() {
    this.counter().tell({ type: 'add', amount: 1 });
  }
}

/** The actor lives as long as this component does. */
@Component({
  selector: 'app-own-count',
  imports: [Count],
  providers: [Clicks],
  template: '<app-count [counter]="counter" />',
})
export class OwnCount {
  protected readonly counter = inject(Clicks).counter;
}
// #endregion
