import { show } from '../protocol/expect.js';

/** Shows a value in a failure: data as JSON as far as it goes, anything else by its kind. */
export function print(value: unknown): string {
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === 'object' && value !== null) return JSON.stringify(value, plain) ?? show(value);
  } catch {
    // Cyclic, or a getter that throws.
  }
  return typeof value === 'string' ? JSON.stringify(value) : show(value);
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol'
    ? show(value)
    : value;
}
