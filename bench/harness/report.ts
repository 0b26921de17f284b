import type { Benchmark, Goal } from './benchmark.js';
import type { Cell, Table } from './rounds.js';

export interface Verdict {
  readonly benchmark: string;
  readonly goal: string;
  /** Not a number where a contestant that it needs has no figure. */
  readonly value: number;
  readonly bound: string;
  readonly reach: number | undefined;
  readonly verdict: 'met' | 'MISSED' | '-';
}

/** On the goals whose contestants took part in the run. */
export function verdicts(name: string, goals: readonly Goal[], rows: Table): Verdict[] {
  let absent = false;
  const figure = (contestant: string, column: string) => {
    absent ||= rows[contestant] === undefined;
    const cell = rows[contestant]?.[column];
    return typeof cell === 'object' ? cell.median : Number.NaN;
  };
  return goals.flatMap(({ what, value, most, least, reach }): Verdict[] => {
    absent = false;
    const reached = value(figure);
    if (absent) return [];
    const met = least === undefined ? reached <= (most as number) : reached >= least;
    const verdict = Number.isNaN(reached) ? '-' : met ? 'met' : 'MISSED';
    const bound = least === undefined ? `<= ${show(most as number)}` : `>= ${show(least)}`;
    return [{ benchmark: name, goal: what, value: reached, bound, reach, verdict }];
  });
}

/** The lines of a table, its head first. Where a figure is missing stands the number of the note that says why. */
export interface Sheet {
  readonly lines: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** With a row for each contestant and, where there is a baseline, how many times as much it needs. */
export function sheet({ baseline }: Benchmark, rows: Table): Sheet {
  const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  const first = columns[0] ?? '';
  const notes: string[] = [];
  const text = (cell: Cell | undefined): string => {
    if (cell === undefined) return '-';
    if (typeof cell === 'object') return `${show(cell.median)}${spread(cell)}`;
    if (cell.startsWith('>')) return cell;
    if (!notes.includes(cell)) notes.push(cell);
    return `- [${notes.indexOf(cell) + 1}]`;
  };
  const base = rows[baseline ?? '']?.[first];
  const body = Object.entries(rows).map(([contestant, row]) => {
    const cells = columns.map((column) => text(row[column]));
    return [contestant, ...cells, ...(baseline === undefined ? [] : [ratio(row[first], base)])];
  });
  return { lines: [['', ...columns, ...(baseline === undefined ? [] : [`x ${baseline}`])], ...body], notes };
}

function ratio(cell: Cell | undefined, base: Cell | undefined): string {
  return typeof cell === 'object' && typeof base === 'object' ? `x${show(cell.median / base.median)}` : '-';
}

/** How far the rounds lie from the median at most. */
function spread({ median, low, high }: Exclude<Cell, string>): string {
  if (low === high || median === 0) return '';
  return ` ±${((100 * Math.max(high - median, median - low)) / Math.abs(median)).toFixed(0)}%`;
}

export function table(benchmark: Benchmark, rows: Table): string {
  const { lines, notes } = sheet(benchmark, rows);
  const remarks = notes.map((note, index) => `  [${index + 1}] ${note}`);
  return [`${benchmark.title} [${benchmark.unit}]`, ...aligned(lines), ...remarks].join('\n');
}

export function goalSheet(all: readonly Verdict[]): string[][] {
  const body = all.map(({ benchmark, goal, value, bound, reach, verdict }) => {
    return [benchmark, goal, show(value), bound, reach === undefined ? '' : show(reach), verdict];
  });
  return [['', '', 'reached', 'must hold', 'best known', ''], ...body];
}

export function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, index) =>
    Math.max(...lines.map((line) => line[index]?.length ?? 0)),
  );
  return lines.map((line) => {
    const cells = line.map((cell, index) => {
      const width = widths[index] ?? 0;
      return isNumber(cell) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join('  ').trimEnd()}`;
  });
}

export function isNumber(cell: string): boolean {
  return !Number.isNaN(Number.parseFloat(cell.replace(/^(x|> ?|[<>]= )/, ''))) || /^-( \[|$)/.test(cell);
}

export function show(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  if (size >= 10_000) return `${(value / 1_000).toFixed(size >= 100_000 ? 0 : 1)}k`;
  if (size >= 100) return value.toFixed(0);
  return value.toFixed(size >= 10 ? 1 : 2);
}
