import type { BusyPolicy } from '../protocol/busy.js';
import { expected, expectInteger, expectOptions } from '../protocol/expect.js';

const KINDS: readonly unknown[] = ['serial', 'switchTo', 'conflate', 'dropWhileBusy', 'parallel'];

/** Throws a `TypeError` or `RangeError` for what is no policy. */
export function checkPolicy(parameter: string, policy: unknown): void {
  if (policy === undefined) return;
  const { kind, limit, ordered } = (policy ?? {}) as Partial<BusyPolicy>;
  if (!KINDS.includes(kind))
    throw new TypeError(expected(parameter, 'a busy policy, such as `switchTo()`', policy));
  if (kind !== 'parallel') return;
  expectInteger(`${parameter}.limit`, limit as number, 1);
  if (ordered !== undefined && typeof ordered !== 'boolean')
    throw new TypeError(expected(`${parameter}.ordered`, 'a boolean', ordered));
}

/** Throws a `TypeError` or `RangeError` for a table that holds anything but policies. */
export function checkPolicies(table: unknown): void {
  expectOptions('busy', table);
  if (KINDS.includes((table as Partial<BusyPolicy> | undefined)?.kind))
    throw new TypeError(expected('busy', 'an object of policies by the names of messages', table));
  for (const [type, policy] of Object.entries(table ?? {})) checkPolicy(`busy.${type}`, policy);
}
