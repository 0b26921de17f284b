// Vue: an actor that lives as long as a component, and its state as a ref.
import type { Actor, ActorRef, Protocol } from 'rxactors';
import {
  defineComponent,
  h,
  type MaybeRefOrGetter,
  onScopeDispose,
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
} from 'vue';
import { Counter, type Counting, follow, type Shown } from './counter.js';
import { system } from './system.js';

// #region composables
/** An actor that lives as long as the component, or whatever scope calls this. */
export function useActor<P extends Protocol<P>>(create: () => Actor<P>): ActorRef<P> {
  const actor = system.spawn(create);
  onScopeDispose(() => void actor.stop());
  return actor;
}

/** The state of an actor; undefined before the first has come. */
export function useActorState<S>(
  actor: MaybeRefOrGetter<ActorRef<Shown<S>>>,
): Readonly<ShallowRef<S | undefined>> {
  const state = shallowRef<S>();
  const followed = (shown: ActorRef<Shown<S>>, _: unknown, onCleanup: (end: () => void) => void) => {
    state.value = undefined;
    const subscription = follow(shown).subscribe((latest) => {
      state.value = latest;
    });
    onCleanup(() => subscription.unsubscribe()); // with the next actor, and with the component
  };
  watch(() => toValue(actor), followed, { immediate: true });
  return state;
}
// #endregion

// #region component
export const Count = defineComponent(
  (props: { counter: ActorRef<Counting> }) => {
    const count = useActorState(() => props.counter); // a getter, for the next counter to be followed
    const add = () => props.counter.tell({ type: 'add', amount: 1 });
    return () => h('button', { type: 'button', onClick: add }, count.value ?? 0);
  },
  { props: ['counter'] },
);

/** The actor lives as long as this component does. */
export const OwnCount = defineComponent(() => {
  const counter = useActor(() => new Counter());
  return () => h(Count, { counter });
});
// #endregion
