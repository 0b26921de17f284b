/** Hands over each rejection that nobody handles, until the result is called. */
export function onUnhandledRejection(collect: (reason: unknown) => void): () => void {
  process.removeAllListeners('unhandledRejection'); // mocha's own blames whichever test is running
  process.on('unhandledRejection', collect);
  return () => void process.off('unhandledRejection', collect);
}
