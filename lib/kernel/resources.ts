import type { Resource } from '../protocol/resource.js';
import type { Cell } from './cell.js';
import type { PendingAsk } from './pending-ask.js';

/** What `cell` owns at this moment. A new list: nothing that happens later changes it. */
export function resourcesOf({ belongings, system }: Cell): Resource[] {
  if (belongings === undefined) return [];
  const { inputs, timers, asking, children, streams } = belongings;
  return [
    ...mapped(inputs, ({ label, since }): Resource => ({ kind: 'input', label, since })),
    ...(timers?.resources ?? []),
    ...mapped(
      asking,
      (ask): Resource => ({ kind: 'ask', label: labelOf(ask), since: system.deadlines.since(ask) }),
    ),
    ...mapped(children?.list(), ({ path, since }): Resource => ({ kind: 'child', label: path, since })),
    ...mapped(streams, ({ label, since }): Resource => ({ kind: 'stream', label, since })),
  ];
}

/** The message, and who has it. */
export function labelOf({ turn, target }: PendingAsk): string {
  return `${turn?.messageType ?? 'message'} to ${target.path}`;
}

function mapped<T, R>(items: Iterable<T> | undefined, map: (item: T) => R): R[] {
  return items === undefined ? [] : Array.from(items, map);
}
