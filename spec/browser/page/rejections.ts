/** Hands over each rejection that nobody handles, until the result is called. */
export function onUnhandledRejection(collect: (reason: unknown) => void): () => void {
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    collect(event.reason);
  };
  addEventListener('unhandledrejection', listener);
  return () => removeEventListener('unhandledrejection', listener);
}
