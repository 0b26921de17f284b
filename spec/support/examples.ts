import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { expect } from 'chai';
import * as fc from 'fast-check';
import * as rxjs from 'rxjs';
import * as ts from 'typescript';
import * as lib from '../../lib/index.js';
import * as testing from '../../lib/testing.js';
import { read, root, tree } from './files.js';

export interface Example {
  readonly name: string;
  readonly code: string;
}

export function docstringExamples(): Example[] {
  return tree('lib', '.ts').flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((docstring) => {
      const line = text.slice(0, docstring.index).split('\n').length;
      const plain = docstring[0].replace(/^\s*\* ?/gm, '');
      const examples = [...plain.matchAll(/@example\s+```ts\n([\s\S]*?)^```$/gm)];
      return examples.map(([, code = '']) => ({ name: `${file}:${line}`, code }));
    });
  });
}

/** What examples may use without declaring it. */
const PREAMBLE = `
interface Greeting { greet(m: { who: string }): string; count(): number }
class Greeter extends Actor<Greeting> {
  #greeted = 0;
  protected override readonly handlers: Handlers<Greeting> = {
    greet: ({ who }) => { this.#greeted += 1; return \`Hello, \${who}!\`; },
    count: () => this.#greeted,
  };
}
`;

/** And what there is besides, where an example is only compiled. */
const DECLARED = `
declare const ref: ActorRef<Greeting>;
declare const greeter: ActorRef<Greeting>;
declare const untyped: ActorRef;
declare const source: Observable<MessageOf<Greeting>>;
declare const system: ActorSystem;
declare const socket: EventTarget & { receive(): Promise<string> };
`;

/** The shapes of an example: statements, a part of a class, a part of a table of handlers. */
const SHAPES: readonly ((code: string) => string)[] = [
  (code) => `class extends Actor { receive(_: unknown) {} async example() {\n${code}\n} }`,
  (code) => `class extends Actor<Greeting> { async #load(): Promise<string[]> { return []; }\n${code}\n}`,
  (code) => `{\n${code}\n} satisfies Handlers<any>`,
];

function isWellFormed(text: string): boolean {
  const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
  return diagnostics?.length === 0;
}

const shaped = (code: string) =>
  SHAPES.map((shape) => `export const example = ${shape(code)};`).find(isWellFormed) ?? code;

const occursIn = (code: string) => (name: string) => new RegExp(`\\b${name}\\b`).test(code);

/** Types too: what the entry point names, whatever it is. */
const exported = (file: string) =>
  [...read(file).matchAll(/export (?:type )?\{([\s\S]*?)\}/g)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type\s+/, ''))
      .filter((name) => name !== ''),
  );

/** The example as a module of its own, with the imports that it needs. */
function moduleOf({ code }: Example): string {
  const body = `${PREAMBLE}${DECLARED}${shaped(code)}\n`;
  const used = occursIn(body);
  const core = exported('lib/index.ts').filter(used);
  const kit = exported('lib/testing.ts').filter(occursIn(code));
  const stream = Object.keys(rxjs).filter((name) => used(name) && !core.includes(name));
  return [
    `import { ${core.join(', ')} } from 'rxactors';`,
    `import { ${kit.join(', ')} } from 'rxactors/testing';`,
    `import { ${stream.join(', ')} } from 'rxjs';`,
    occursIn(code)('fc') ? "import * as fc from 'fast-check';" : '',
    body,
  ].join('\n');
}

/** Compiles all of them at once, and returns what the compiler has to say, by example. */
export function compile(examples: readonly Example[]): ReadonlyMap<Example, string> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const modules = new Map(examples.map((example, i) => [join(root, 'spec', `example-${i}.ts`), example]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => {
    const example = modules.get(file);
    return example === undefined ? readFile(file) : moduleOf(example);
  };
  host.getSourceFile = (file, version) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  const said = new Map<Example, string>();
  for (const [file, example] of modules) {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const texts = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    said.set(example, texts.join('\n'));
  }
  return said;
}

/** Makes an assertion of each statement that has `// => value` behind it. */
function asserting(code: string): string {
  const text = `async function example() {\n${code}\n}`;
  const file = ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2022, true);
  const edits: { at: number; remove: number; insert: string }[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isExpressionStatement(node)) return;
    const [comment] = ts.getTrailingCommentRanges(text, node.end) ?? [];
    const [, value] = /^\/\/ => (.*)$/.exec(text.slice(comment?.pos, comment?.end)) ?? [];
    if (comment === undefined || value === undefined) return;
    const { pos, end } = node.expression;
    edits.push({
      at: node.getStart(),
      remove: node.end,
      insert: `assert(${text.slice(pos, end)}, (${value}));`,
    });
  };
  visit(file);
  const claims = code.match(/\/\/ =>/g)?.length ?? 0;
  if (edits.length !== claims)
    throw new Error(`${claims - edits.length} of ${claims} \`// =>\` follow no expression`);
  return edits
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, remove, insert }) => result.slice(0, at) + insert + result.slice(remove), text);
}

export async function execute(code: string): Promise<void> {
  const scope: Record<string, unknown> = { ...rxjs, ...testing, ...lib, fc };
  const assert = (actual: unknown, value: unknown) => expect(actual).to.deep.equal(value);
  const names = Object.keys(scope).filter(occursIn(code + PREAMBLE));
  const { outputText } = ts.transpileModule(`${PREAMBLE}${asserting(code)}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const run = compileFunction(`${outputText}\nreturn example();`, ['assert', ...names]);
  await run(assert, ...names.map((name) => scope[name]));
}
