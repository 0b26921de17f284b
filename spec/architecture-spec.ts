import { posix } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { libraryFiles, nodesOf, parse, place, type SourceText } from './support/library.js';

/** The floors of the house; a folder that is not named here is a feature. */
const FLOORS: Readonly<Record<string, number>> = { protocol: 0, mailbox: 1, kernel: 2, actor: 3, testing: 5 };
const FEATURES = 4;
const DOORS = 6;

/** What only the kernel may touch, so that tests and replays control it. */
const HOST = new Set([
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
  'performance',
  'MessageChannel',
]);

function floorOf(path: string): number {
  const [folder, file] = path.split('/');
  return file === undefined ? DOORS : (FLOORS[folder as string] ?? FEATURES);
}

/** What a file imports or re-exports: the module, and whether only types of it. */
interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
  readonly node: ts.Node;
}

function* importsOf(file: ts.SourceFile): Iterable<Import> {
  for (const node of nodesOf(file)) {
    if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier)) {
      yield { from: (node.moduleSpecifier as ts.StringLiteral).text, typesOnly: typesOnly(node), node };
    } else if (ts.isCallExpression(node) && isImportCall(node)) {
      const [module] = node.arguments;
      yield { from: module && ts.isStringLiteral(module) ? module.text : '?', typesOnly: false, node };
    } else if (ts.isImportTypeNode(node)) {
      yield { from: node.argument.getText().replace(/['"]/g, ''), typesOnly: true, node };
    }
  }
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  return expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText() === 'require';
}

function typesOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  return (
    clause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

function* badImports(file: ts.SourceFile): Iterable<string> {
  const floor = floorOf(file.fileName);
  const [folder] = file.fileName.split('/');
  for (const { from, typesOnly, node } of importsOf(file)) {
    if (!from.startsWith('.')) {
      if ((from === 'rxjs/testing' || from === 'fast-check') && folder === 'testing') continue;
      if (from !== 'rxjs') yield `${place(node)}: imports the package ${from}`;
      else if (folder === 'mailbox') yield `${place(node)}: a mailbox knows nothing of rxjs`;
      else if (folder === 'protocol' && !typesOnly) yield `${place(node)}: protocol/ has only types of rxjs`;
      continue;
    }
    const target = posix.join(posix.dirname(file.fileName), from);
    if (floor === DOORS || target.split('/')[0] === folder) continue;
    if (target.startsWith('..')) yield `${place(node)}: leaves lib/ for ${from}`;
    else if (floorOf(target) >= floor) yield `${place(node)}: ${folder}/ must not know ${target}`;
  }
}

function* badDoors(file: ts.SourceFile): Iterable<string> {
  if (floorOf(file.fileName) !== DOORS) return;
  for (const statement of file.statements) {
    const named =
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier !== undefined &&
      statement.exportClause !== undefined &&
      ts.isNamedExports(statement.exportClause);
    if (!named) yield `${place(statement)}: a door only re-exports, by name`;
  }
}

function* badGlobals(file: ts.SourceFile): Iterable<string> {
  if (file.fileName.startsWith('kernel/')) return;
  for (const node of nodesOf(file)) {
    if (ts.isIdentifier(node) && HOST.has(node.text) && !isHarmless(node))
      yield `${place(node)}: only the kernel may use ${node.text}`;
    if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random')
      yield `${place(node)}: only the kernel may use Math.random`;
  }
}

/** A type, the question whether something is one, or a member that is called so, such as `clock.setTimeout`. */
function isHarmless(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent)) return true;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword)
    return true;
  if (ts.isPropertyAccessExpression(parent))
    return parent.name === node && !/^(globalThis|window|self|global)$/.test(parent.expression.getText());
  return (
    (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) &&
    parent.name === node
  );
}

/** What is wrong with the structure of these files. */
function violations(files: readonly SourceText[]): string[] {
  return files.map(parse).flatMap((file) => [...badImports(file), ...badDoors(file), ...badGlobals(file)]);
}

describe('The architecture', () => {
  it('is kept by all files of lib/', () => {
    const files = libraryFiles();

    const found = violations(files);

    expect(found).to.deep.equal([]);
    expect(files.length).to.be.above(40);
  });

  describe('as it is checked', () => {
    const good: Readonly<Record<string, string>> = {
      'kernel/cell.ts':
        "import { Subject } from 'rxjs';\nimport { q } from '../mailbox/q.js';\nimport './lane.js';",
      'kernel/host.ts': 'setTimeout(() => {}, Math.random() * Date.now());',
      'protocol/words.ts': "import type { Observable } from 'rxjs';\nimport { type Subject } from 'rxjs';",
      'timers/every.ts': "import { Actor } from '../actor/actor.js';\nexport const e = clock.setTimeout(1);",
      'testing/kit.ts': "import { every } from '../timers/every.js';\nimport { c } from '../kernel/cell.js';",
      'index.ts': "export { Actor } from './actor/actor.js';\nexport type { M } from './protocol/words.js';",
      'testing/equal.ts': "import 'rxjs/testing';\nconst same = (a: Date) => a instanceof Date;",
      'timers/table.ts':
        'export const table = { setTimeout: 1 };\n// setTimeout, Date\nexport const s = "Date";',
    };
    const bad: readonly (readonly [string, string, RegExp])[] = [
      [
        'kernel/cell.ts',
        "import { Actor } from '../actor/actor.js';",
        /kernel\/ must not know actor\/actor.js/,
      ],
      ['kernel/cell.ts', "import type { Actor } from '../actor/actor.js';", /must not know/],
      ['kernel/cell.ts', "export { Actor } from '../actor/actor.js';", /must not know/],
      ['kernel/cell.ts', "const a = import('../actor/actor.js');", /must not know/],
      ['kernel/cell.ts', "let a: import('../actor/actor.js').Actor;", /must not know/],
      ['kernel/cell.ts', "import { spawn } from '../index.js';", /kernel\/ must not know index.js/],
      ['kernel/cell.ts', "import { x } from '../../spec/x.js';", /leaves lib/],
      ['kernel/cell.ts', "import fs from 'node:fs';", /imports the package node:fs/],
      ['timers/every.ts', "import { s } from '../streams/s.js';", /timers\/ must not know streams\/s.js/],
      [
        'actor/actor.ts',
        "import { TestClock } from '../testing/test-clock.js';",
        /actor\/ must not know testing/,
      ],
      ['protocol/words.ts', "import { Observable } from 'rxjs';", /only types of rxjs/],
      ['protocol/words.ts', "import { type Observable, of } from 'rxjs';", /only types of rxjs/],
      ['protocol/words.ts', "import { run } from '../kernel/run.js';", /must not know/],
      ['mailbox/q.ts', "import type { Observable } from 'rxjs';", /nothing of rxjs/],
      ['index.ts', 'export const version = 1;', /only re-exports/],
      ['index.ts', "export * from './actor/actor.js';", /only re-exports/],
      ['index.ts', "import { x } from './actor/actor.js';", /only re-exports/],
      ['actor/actor.ts', 'const now = Date.now();', /may use Date/],
      ['actor/actor.ts', 'const now = new Date();', /may use Date/],
      ['actor/actor.ts', "import { TestScheduler } from 'rxjs/testing';", /imports the package rxjs/],
      ['actor/actor.ts', 'globalThis.setTimeout(f, 1);', /may use setTimeout/],
      ['actor/actor.ts', 'const { queueMicrotask } = globalThis;', /may use queueMicrotask/],
      ['actor/actor.ts', 'f(setImmediate);', /may use setImmediate/],
      ['timers/every.ts', 'performance.now();', /may use performance/],
      ['testing/kit.ts', 'const r = Math.random();', /may use Math.random/],
    ];

    for (const [path, text] of Object.entries(good)) {
      it(`finds nothing in ${path}, which is as it ought to be`, () => {
        expect(violations([{ path, text }])).to.deep.equal([]);
      });
    }

    for (const [path, text, complaint] of bad) {
      it(`finds what is wrong in ${path}: ${text}`, () => {
        const found = violations([{ path, text }]);

        expect(found.length).to.equal(1);
        expect(found[0]).to.match(complaint);
      });
    }
  });
});
