import type { Benchmark, Figures, Goal } from './benchmark.js';

export interface Verdict {
  readonly benchmark: string;
  readonly goal: string;
  readonly value: number;
  readonly most: number;
  readonly met: boolean;
}

export function verdicts(
  name: string,
  goals: readonly Goal[],
  rows: Readonly<Record<string, Figures>>,
): Verdict[] {
  const figure = (contestant: string, column: string) => rows[contestant]?.[column] ?? Number.NaN;
  return goals.map(({ what, value, most }) => {
    const reached = value(figure);
    return { benchmark: name, goal: what, value: reached, most, met: reached <= most };
  });
}

/** A table with a row for each contestant and, where there is a baseline, how many times as much it needs. */
export function table(benchmark: Benchmark, rows: Readonly<Record<string, Figures>>): string {
  const { baseline } = benchmark;
  const columns = [...new Set(Object.values(rows).flatMap((figures) => Object.keys(figures)))];
  const first = columns[0] ?? '';
  const head = ['', ...columns, ...(baseline === undefined ? [] : [`x ${baseline}`])];
  const body = Object.entries(rows).map(([contestant, figures]) => {
    const cells = columns.map((column) => (column in figures ? show(figures[column] as number) : '-'));
    const ratio = (figures[first] ?? Number.NaN) / (rows[baseline ?? '']?.[first] ?? Number.NaN);
    return [contestant, ...cells, ...(baseline === undefined ? [] : [`x${show(ratio)}`])];
  });
  return [`${benchmark.title} [${benchmark.unit}]`, ...aligned([head, ...body])].join('\n');
}

export function goalTable(all: readonly Verdict[]): string {
  const body = all.map(({ benchmark, goal, value, most, met }) => {
    return [benchmark, goal, show(value), `<= ${show(most)}`, met ? 'met' : 'MISSED'];
  });
  return ['Goals', ...aligned([['', '', 'reached', 'goal', ''], ...body])].join('\n');
}

function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, index) =>
    Math.max(...lines.map((line) => line[index]?.length ?? 0)),
  );
  return lines.map((line) => {
    const cells = line.map((cell, index) => {
      const width = widths[index] ?? 0;
      return Number.isNaN(Number.parseFloat(cell.replace(/^x|^<= /, '')))
        ? cell.padEnd(width)
        : cell.padStart(width);
    });
    return `  ${cells.join('  ').trimEnd()}`;
  });
}

function show(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
