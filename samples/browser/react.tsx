// React: an actor that lives as long as a component, and its state as an external store.
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Actor, ActorRef, Protocol } from 'rxactors';
import { Counter, type Counting, follow, type Shown } from './counter.js';
import { system } from './system.js';

// #region hooks
/** An actor that lives as long as the component; undefined before that is mounted. `create` has to stay the same. */
export function useActor<P extends Protocol<P>>(create: () => Actor<P>): ActorRef<P> | undefined {
  const [actor, setActor] = useState<ActorRef<P>>();
  useEffect(() => {
    const spawned = system.spawn(create); // not while rendering: React may render what it never mounts
    setActor(spawned);
    return () => void spawned.stop();
  }, [create]);
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
  return useSyncExternalStore(store.subscribe, store.latest);
}
// #endregion

// #region component
const newCounter = () => new Counter();

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
  const counter = useActor(newCounter);
  return counter && <Count counter={counter} />;
}
// #endregion
