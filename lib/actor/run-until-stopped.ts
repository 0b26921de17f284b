import { holdProcess } from '../kernel/host.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { SpawnOptions } from '../protocol/options.js';
import type { Protocol } from '../protocol/protocol.js';
import type { Actor } from './actor.js';
import { spawn } from './spawn.js';

/** Node's `process`, as far as it is needed; there is none in a browser, and no signals. */
interface ProcessLike {
  on(signal: string, listener: (signal: string) => void): unknown;
  off(signal: string, listener: (signal: string) => void): unknown;
  exit(code: number): never;
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGTERM: 15 };

/**
 * A program's main: spawns an actor, keeps the process alive, and resolves with the reason when the actor has stopped.
 *
 * SIGINT and SIGTERM stop the actor as `ref.stop()` does; a second one ends the process at once, with the code that
 * shells expect (130, 143).
 *
 * Rejects with the actor's failure, the same object. Throws what `spawn` throws, as a rejection.
 *
 * @example
 * ```ts
 * const reason = await runUntilStopped(defineActor((self) => {
 *   self.endMainLoop();
 *   return { handlers: {} };
 * }));
 * reason // => { kind: 'ended' }
 * ```
 */
export async function runUntilStopped<P extends Protocol<P>>(
  create: () => Actor<P>,
  options?: SpawnOptions,
): Promise<StopReason> {
  const ref = spawn(create, options);
  const release = holdProcess();
  const forget = onSignal(() => ref.stop());
  const reason = await ref.stopped;
  forget();
  release();
  if (reason.kind === 'failed') throw reason.error;
  return reason;
}

function onSignal(stop: () => unknown): () => void {
  const { process } = globalThis as { readonly process?: ProcessLike };
  if (typeof process?.on !== 'function') return () => undefined;
  let asked = false;
  const listener = (signal: string) => {
    if (asked) process.exit(128 + (SIGNALS[signal] ?? 0));
    asked = true;
    stop();
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, listener);
  return () => {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, listener);
  };
}
