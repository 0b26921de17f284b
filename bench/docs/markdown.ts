import type { Benchmark } from '../harness/benchmark.js';
import { isNumber, sheet } from '../harness/report.js';
import type { Table } from '../harness/rounds.js';

export function markdownTable(lines: readonly (readonly string[])[]): string {
  const [head = [], ...body] = lines;
  const isRight = head.map((_, column) => body.every((line) => isNumber(line[column] ?? '-')));
  const rule = isRight.map((right) => (right ? '--:' : ':--'));
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** A benchmark's table, with the reasons of what is not there beneath it. */
export function section(benchmark: Benchmark, rows: Table): string {
  const { lines, notes } = sheet(benchmark, rows);
  const remarks = notes.map((note, index) => `[${index + 1}] ${note}`).join('; ');
  const table = [`**${benchmark.title}** (${benchmark.unit})`, '', markdownTable(lines)];
  return [...table, ...(remarks === '' ? [] : ['', remarks])].join('\n');
}
