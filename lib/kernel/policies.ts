import { type BusyPolicy, engine } from '../protocol/busy.js';
import { expected, expectOptions } from '../protocol/expect.js';
import type { Busy } from './busy.js';
import type { Cell } from './cell.js';

/** Throws a `TypeError` for what is no policy. */
export function checkPolicy(parameter: string, policy: unknown): void {
  if (policy !== undefined && !isPolicy(policy))
    throw new TypeError(expected(parameter, 'a busy policy, such as `switchTo()`', policy));
}

/** Throws a `TypeError` for a table that holds anything but policies. */
export function checkPolicies(table: unknown): void {
  expectOptions('busy', table);
  if (isPolicy(table))
    throw new TypeError(expected('busy', 'an object of policies by the names of messages', table));
  for (const [type, policy] of Object.entries(table ?? {})) checkPolicy(`busy.${type}`, policy);
}

/** Makes what carries a policy out; `undefined` for one that only has messages stand in line. */
export function engineOf(policy: BusyPolicy | undefined): ((cell: Cell) => Busy) | undefined {
  return policy?.[engine] as ((cell: Cell) => Busy) | undefined;
}

function isPolicy(policy: unknown): policy is BusyPolicy {
  return typeof policy === 'object' && policy !== null && engine in policy;
}
