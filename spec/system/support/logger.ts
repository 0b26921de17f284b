import type { Logger } from '../../../lib/index.js';

export interface RecordingLogger extends Logger {
  /** The calls, each as its level and its arguments. */
  readonly lines: readonly (readonly unknown[])[];
}

/** A logger that keeps what it is given. */
export function recordingLogger(): RecordingLogger {
  const lines: unknown[][] = [];
  const at =
    (level: string) =>
    (...args: unknown[]) =>
      void lines.push([level, ...args]);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
