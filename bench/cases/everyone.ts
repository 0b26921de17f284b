import { CannotTakePart, type Contestant, type Goal, type Lookup } from '../harness/benchmark.js';
import { type ErlangWorkload, erlang } from '../workloads/erlang.js';
import { type PeerName, peerNames, peerStage } from '../workloads/peers.js';
import type { MakeStage } from '../workloads/stage.js';
import { stages } from '../workloads/stages.js';

export const LITERAL = 'Subject + concatMap';
export const LITERAL_SYNC = 'Subject + concatMap, sync';
export const ERLANG = 'Erlang, 1 core';

type Measure = (make: MakeStage, name: string) => Contestant;

/** The bare limit, this library, and what one writes with RxJS alone; others of `stages` where they are named. */
export function own(
  measure: Measure,
  names: readonly (keyof typeof stages)[] = ['limit', 'rxactors', LITERAL],
): Record<string, Contestant> {
  return Object.fromEntries(names.map((name) => [name, measure(stages[name], name)]));
}

/** The other libraries. Where one cannot take part, `cannot` says why. */
export function others(
  measure: Measure,
  { cannot = {}, erlang: workload }: OtherOptions = {},
): Record<string, Contestant> {
  const peers = peerNames.map((name): [string, Contestant] => {
    const reason = cannot[name];
    return [name, reason === undefined ? measure(peerStage(name), name) : excused(reason)];
  });
  if (workload !== undefined) peers.push([ERLANG, erlang(workload)]);
  return Object.fromEntries(peers);
}

interface OtherOptions {
  readonly cannot?: Readonly<Partial<Record<PeerName, string>>>;
  readonly erlang?: ErlangWorkload;
}

export const NO_ASYNC: Readonly<Partial<Record<PeerName, string>>> = {
  xstate: 'has no handlers that the next message waits for',
  'xstate, callback': 'has no handlers that the next message waits for',
  comedy: 'does not wait for a handler before the next message',
};

function excused(reason: string): Contestant {
  return () => {
    throw new CannotTakePart(reason);
  };
}

const figure = 'ns';

/** At most `most` times what `row` needs. */
export function timesAsMuchAs(row: string, most: number, reach?: number, ours = 'rxactors'): Goal {
  return {
    what: `${ours === 'rxactors' ? '' : `${ours}, `}x ${row}`,
    value: (of: Lookup) => of(ours, figure) / of(row, figure),
    most,
    ...(reach !== undefined && { reach }),
  };
}

/** At least `least` times as fast as `row`. */
export function fasterThan(row: string, least: number, reach: number, ours = 'rxactors'): Goal {
  return {
    what: `${ours === 'rxactors' ? '' : `${ours}, `}times as fast as ${row}`,
    value: (of: Lookup) => of(row, figure) / of(ours, figure),
    least,
    reach,
  };
}
