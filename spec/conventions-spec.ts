import { basename, join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { libraryFiles, nodesOf, parse, place, ROOT, type SourceText } from './support/library.js';

const MOST_LINES = 200;

/** Lines that hold code: neither blank nor only comment. */
function linesOfCode({ path, text }: SourceText): number {
  const file = parse({ path, text });
  const lines = new Set<number>();
  for (const node of nodesOf(file)) {
    if (node.getChildCount() > 0 || ts.isJSDoc(node) || node.kind === ts.SyntaxKind.EndOfFileToken) continue;
    if (ts.findAncestor(node, ts.isJSDoc)) continue;
    const { line: first } = file.getLineAndCharacterOfPosition(node.getStart());
    const { line: last } = file.getLineAndCharacterOfPosition(node.getEnd());
    for (let line = first; line <= last; line++) lines.add(line);
  }
  return lines.size;
}

/** An `any` whose line, or a comment right above it, does not say why. */
function unexplainedAny(source: SourceText): string[] {
  const lines = source.text.split('\n');
  const explained = (line: number): boolean => {
    if (/\/\/.*\bany: \S/.test(lines[line] ?? '')) return true;
    for (let above = line - 1; /^\s*[?:]?\s*(\/\/|\/?\*)/.test(lines[above] ?? ''); above--) {
      if (/\bany: \S|biome-ignore [^:]+: \S/.test(lines[above] ?? '')) return true;
    }
    return false;
  };
  return [...nodesOf(parse(source))]
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword && !ts.findAncestor(node, ts.isJSDoc))
    .filter((node) => !explained(node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line))
    .map(place);
}

function usesOfConsole(source: SourceText): string[] {
  if (basename(source.path) === 'host.ts') return [];
  return [...nodesOf(parse(source))]
    .filter((node) => ts.isIdentifier(node) && node.text === 'console' && !ts.findAncestor(node, ts.isJSDoc))
    .map(place);
}

function defaultOrStarExports(source: SourceText): string[] {
  return [...nodesOf(parse(source))]
    .filter(
      (node) =>
        ts.isExportAssignment(node) ||
        (node.kind === ts.SyntaxKind.DefaultKeyword && node.parent.kind !== ts.SyntaxKind.DefaultClause) ||
        (ts.isExportSpecifier(node) && node.name.text === 'default') ||
        (ts.isExportDeclaration(node) && !(node.exportClause && ts.isNamedExports(node.exportClause))),
    )
    .map(place);
}

/** The symbols of a module that have no doc comment. */
function undocumented(program: ts.Program, path: string): string[] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol;
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target.getDocumentationComment(checker).length === 0 ? [symbol.name] : [];
  });
}

function programOf(paths: readonly string[]): ts.Program {
  const config = join(ROOT, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    ROOT,
  );
  return ts.createProgram(paths, options);
}

describe('The conventions', () => {
  const files = libraryFiles();

  it(`keep every file of lib/ to ${MOST_LINES} lines of code`, () => {
    const long = files
      .map((file) => `${file.path}: ${linesOfCode(file)}`)
      .filter((line) => Number(line.split(': ')[1]) > MOST_LINES);

    expect(long).to.deep.equal([]);
  });

  it('keep `any` out of lib/, unless a comment says why it is there', () => {
    expect(files.flatMap(unexplainedAny)).to.deep.equal([]);
  });

  it('keep the console out of lib/, but for host.ts', () => {
    expect(files.flatMap(usesOfConsole)).to.deep.equal([]);
  });

  it('keep default exports and `export *` out of lib/', () => {
    expect(files.flatMap(defaultOrStarExports)).to.deep.equal([]);
  });

  it('ask for a doc comment on all that the doors give', () => {
    const doors = ['lib/index.ts', 'lib/testing.ts'].map((path) => join(ROOT, path));
    const program = programOf(doors);

    const missing = doors.flatMap((door) => undocumented(program, door));

    expect(missing).to.deep.equal([]);
  }).timeout(60_000);

  describe('as they are checked', () => {
    const source = (text: string): SourceText => ({ path: 'kernel/x.ts', text });

    it('count neither blank lines nor comments', () => {
      const text = '/** doc\n * more\n */\nconst a = 1; // end\n\n// line\n/* block\n */ const b = `\n\n`;\n';

      expect(linesOfCode(source(text))).to.equal(4);
    });

    it('find an `any` without a reason', () => {
      const texts = [
        'let a: any;',
        '// something else\nlet a: any;',
        '// biome-ignore lint/suspicious/noExplicitAny:\nlet a: any;',
        'let a: any; // any:',
        'f(x as any);',
        '// any: too far away\n\nlet a: any;',
      ];

      expect(texts.map((text) => unexplainedAny(source(text)).length)).to.deep.equal(
        Array(texts.length).fill(1),
      );
    });

    it('accept an `any` with a reason', () => {
      const texts = [
        'let a: any; // any: whatever a user throws',
        '// any: whatever a user throws\nlet a: any;',
        '// biome-ignore lint/suspicious/noExplicitAny: whatever a user throws\nlet a: any;',
        '/** any of them */\nlet a: string;',
        'type A<T> = T extends 1\n  ? // any: whatever a user throws\n    any\n  : T;',
        'const any = 1;',
      ];

      expect(texts.flatMap((text) => unexplainedAny(source(text)))).to.deep.equal([]);
    });

    it('find the console', () => {
      expect(usesOfConsole(source('/** console.log */\nconsole.log(1);'))).to.deep.equal(['kernel/x.ts:2']);
      expect(usesOfConsole({ path: 'kernel/host.ts', text: 'console.log(1);' })).to.deep.equal([]);
    });

    it('find default exports and `export *`', () => {
      const texts = [
        'export default 1;',
        'export default class A {}',
        'export default function f() {}',
        'const a = 1;\nexport { a as default };',
        "export * from './a.js';",
        "export * as a from './a.js';",
      ];

      expect(texts.map((text) => defaultOrStarExports(source(text)).length > 0)).to.deep.equal(
        Array(texts.length).fill(true),
      );
      expect(defaultOrStarExports(source('switch (a) { default: }\nexport { a };'))).to.deep.equal([]);
    });

    it('find what has no doc comment', () => {
      const program = programOf([join(ROOT, 'spec/support/library.ts')]);

      const missing = undocumented(program, join(ROOT, 'spec/support/library.ts'));

      expect(missing.sort()).to.deep.equal(['ROOT', 'parse']);
    }).timeout(60_000);
  });
});
