import { show } from '../protocol/expect.js';

/** A failure is read by a person: longer texts are cut. */
const LONGEST = 300;

/** Shows a value in a failure: data as JSON as far as it goes, anything else by its kind. Never throws. */
export function print(value: unknown): string {
  const text = attempt(value) ?? show(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

function attempt(value: unknown): string | undefined {
  try {
    if (typeof value === 'string') return JSON.stringify(value);
    if (Object.is(value, -0)) return '-0';
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (isReference(value)) return value.path;
    return typeof value === 'object' ? JSON.stringify(value, plain) : undefined;
  } catch {
    // Cyclic, or something that throws when it is looked at.
    return undefined;
  }
}

/** What JSON leaves out, or shows as another value. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (isReference(value)) return value.path;
  const isData = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'object';
  return isData || Number.isFinite(value) ? value : show(value);
}

/** What JSON sees of a reference is nothing. */
function isReference(value: unknown): value is { readonly path: string } {
  const { path, tell } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return typeof path === 'string' && typeof tell === 'function';
}
