// React: an actor that lives as long as a component, and its state as an external store.
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Actor, ActorRef, Protocol } from 'rxactors';
import { Counter, type Counting, follow, type Shown } from './counter.js';
import { system } from './system.js';

// #region hooks
/** An actor that lives as long as the component; undefined before that is mounted. The first `create` counts. */
export function useActor<P extends Protocol<P>>(create: () => Actor<P>): ActorRef<P> | undefined {
  const [actor, setActor] = useState<ActorRef<P>>();
  const first = useRef(create); // one that is written inline is another one at each rendering
  useEffect(() => {
    const spawned = system.spawn(first.current); // not while rendering: React may render what it never mounts
    setActor(spawned);
    return () => void spawned.stop();
  }, []);
  return actor;
}

/** The state of an actor; undefined before the first has come. */
export function useActorState<S>(actor: ActorRef<Shown<S>>): S | undefined {
  const store = useMemo(() => {
    let latest: S | undefined;
    return {
      latest: () => latest,
      subscribe(changed: () => void) {
        const subscription = follow(actor).subscribe((state) => {
          latest = state;
          changed();
        });
        return () => subscription.unsubscribe();
      },
    };
  }, [actor]);
  return useSyncExternalStore(store.subscribe, store.latest, () => undefined); // which is what a server has
}
// #endregion

// #region component
export function Count({ counter }: { counter: ActorRef<Counting> }) {
  const count = useActorState(counter);
  return (
    <button type="button" onClick={() => counter.tell({ type: 'add', amount: 1 })}>
      {count ?? 0}
    </button>
  );
}

/** The actor lives as long as this component does. */
export function OwnCount() {
  const counter = useActor(() => new Counter());
  return counter && <Count counter={counter} />;
}
// #endregion
