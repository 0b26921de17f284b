import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from './files.js';

const BLOCK = /(?:<!-- (from: (?<from>\S+)|example) -->\n)?```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm;

export interface Block {
  readonly from: string | undefined;
  readonly marked: boolean;
  readonly language: string;
  readonly code: string;
  readonly name: string;
}

export function blocksOf(page: string): Block[] {
  const text = read(page);
  return [...text.matchAll(BLOCK)].map((match) => {
    const { from, language = '', code = '' } = match.groups as Record<string, string | undefined>;
    const line = text.slice(0, match.index).split('\n').length;
    return { from, marked: match[1] !== undefined, language, code, name: `${page}:${line}` };
  });
}

/** The text of `file`, or of a region of it, without the marks and without common indentation. */
export function quoted(source: string): string {
  const [file, region] = source.split('#') as [string, string?];
  let lines = read(file).trimEnd().split('\n');
  if (region !== undefined) {
    const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
    if (start < 0) throw new Error(`${file} has no region ${region}`);
    lines = lines.slice(start + 1);
    const end = lines.findIndex((line) => line.trim() === '// #endregion');
    if (end < 0) throw new Error(`region ${region} of ${file} has no end`);
    lines = lines.slice(0, end);
  }
  lines = lines.filter((line) => !/^\s*\/\/ #(end)?region/.test(line));
  const indent = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return `${lines.map((line) => line.slice(indent)).join('\n')}\n`;
}

export function update(page: string): void {
  const text = read(page).replace(BLOCK, (block, _mark, from: string | undefined) => {
    if (from === undefined) return block;
    const fence = block.indexOf('```');
    const start = block.indexOf('\n', fence) + 1;
    return `${block.slice(0, start)}${quoted(from)}\`\`\``;
  });
  writeFileSync(join(root, page), text);
}
