/** Writes the figures and plots of docs/performance.md, from a run with all benchmarks and all libraries. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LITERAL } from '../cases/everyone.js';
import { benchmarks } from '../cases/index.js';
import { goalSheet } from '../harness/report.js';
import type { Cell, Table } from '../harness/rounds.js';
import type { Report } from '../run.js';
import { barPlot } from './bars.js';
import { type Line, linePlot } from './lines.js';
import { markdownTable, section } from './markdown.js';
import { filled } from './regions.js';

const DOCS = join(__dirname, '../../docs');

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  messages: ['ping-pong', 'counting', 'fork-join', 'thread-ring', 'big', 'chain', 'flood'],
  asks: ['ask', 'ask-async', 'async-handler'],
  actors: ['spawn', 'create', 'memory', 'allocation', 'allocation-async', 'live', 'trees'],
  backlog: ['backlog', 'backlog-async'],
  fairness: ['timers', 'timers-async'],
  streams: ['serial-map', 'streams-serial-map', 'long-serial-map', 'ask-each'],
  failures: ['failures', 'soak'],
};

export function writeDocs(report: Report): void {
  const page = join(DOCS, 'performance.md');
  writeFileSync(page, filled(readFileSync(page, 'utf8'), regions(report)));
  mkdirSync(join(DOCS, 'performance'), { recursive: true });
  writeFileSync(join(DOCS, 'performance/comparison.svg'), comparison(report.results));
  writeFileSync(join(DOCS, 'performance/backlog.svg'), backlogCurve(report.results));
}

function regions({ results, goals, machine, date, extent }: Report): Record<string, string> {
  const sections = Object.entries(GROUPS).map(([name, members]) => {
    const parts = members.map((member) => {
      const [benchmark, rows] = [benchmarks[member], results[member]];
      if (benchmark === undefined || rows === undefined) throw new Error(`The run has no ${member}`);
      return section(benchmark, rows);
    });
    return [name, parts.join('\n\n')];
  });
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const rounds = `${extent.rounds} ${extent.rounds === 1 ? 'round' : 'rounds'}${extent.quick ? ' of short runs' : ''}`;
  const about = `${date.slice(0, 10)}, Node ${machine.node}, ${machine.cores} x ${machine.cpu}; ${rounds}.`;
  return {
    ...Object.fromEntries(sections),
    machine: `Measured ${about}\nBeside: ${versions.join(', ')}.`,
    goals: markdownTable(goalSheet(goals)),
  };
}

/** The Savina figures and asks of all who can take part. */
function comparison(results: Report['results']): string {
  const names = ['ping-pong', 'thread-ring', 'big', 'ask', 'spawn'];
  const groups = names.map((name) => {
    const rows = Object.entries(results[name] ?? {}).filter(
      ([row]) => !/, (sync|async|child|lane|with|define)/.test(row),
    );
    return [
      name,
      rows.map(([row, cells]) => ({ name: row, value: median(cells.ns), own: row.startsWith('rxactors') })),
    ];
  });
  return barPlot(
    'CPU time per message, round trip or actor, in ns; logarithmic, shorter is better',
    Object.fromEntries(groups),
  );
}

function backlogCurve(results: Report['results']): string {
  const { backlog = {}, 'backlog-async': async = {} } = results;
  const lines = [
    ...drawn(backlog, ['rxactors', LITERAL, 'nact', 'effect'], 'sync', false),
    ...drawn(async, ['rxactors', LITERAL, 'nact', 'effect'], 'async', true),
  ];
  return linePlot('CPU ns per message by how many wait; logarithmic, dashed: handlers that await', lines);
}

function drawn(table: Table, rows: readonly string[], kind: string, dashed: boolean): Line[] {
  return rows.flatMap((row, colour) => {
    const points = Object.entries(table[row] ?? {}).flatMap(([column, cell]): [number, number][] => {
      const cost = lowerBound(cell);
      return cost === undefined ? [] : [[Number(column.slice('N='.length)), cost]];
    });
    return points.length === 0 ? [] : [{ name: `${row}, ${kind}`, points, dashed, colour }];
  });
}

function median(cell: Cell | undefined): number | undefined {
  return typeof cell === 'object' ? cell.median : undefined;
}

/** Where a run was broken off, the cost up to there. */
function lowerBound(cell: Cell): number | undefined {
  if (typeof cell === 'object') return cell.median;
  return cell.startsWith('> ') ? Number(cell.slice(2)) : undefined;
}
