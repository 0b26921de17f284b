/** Who listens to which signal for its abort. A page does not tell, so the signals are watched from the start. */
const listening = new WeakMap<AbortSignal, Set<unknown>>();

const { addEventListener, removeEventListener } = AbortSignal.prototype;

AbortSignal.prototype.addEventListener = function (
  this: AbortSignal,
  type: string,
  listener: EventListenerOrEventListenerObject,
  options?: boolean | AddEventListenerOptions,
) {
  addEventListener.call(this, type, listener, options);
  if (type !== 'abort' || this.aborted) return;
  const listeners = listening.get(this) ?? new Set();
  listening.set(this, listeners.add(listener));
  const once = typeof options === 'object' && options.once === true;
  if (once) addEventListener.call(this, type, () => listeners.delete(listener), { once });
};

AbortSignal.prototype.removeEventListener = function (
  this: AbortSignal,
  type: string,
  listener: EventListenerOrEventListenerObject,
  options?: boolean | EventListenerOptions,
) {
  removeEventListener.call(this, type, listener, options);
  if (type === 'abort') listening.get(this)?.delete(listener);
};

/** Node's, as far as the specs ask. */
export function getEventListeners(signal: AbortSignal, _type: 'abort'): unknown[] {
  return [...(listening.get(signal) ?? [])];
}
