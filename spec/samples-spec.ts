import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const root = join(__dirname, '..');
const folders = readdirSync(join(root, 'samples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Those of a page are no programs: spec/browser/ runs them. */
const PAGE = 'browser';

/** What samples may import, beside the files of their folder. */
const PACKAGES = [
  ...['rxactors', 'rxactors/testing', 'rxjs', 'ws'],
  ...['@angular/core', '@angular/core/rxjs-interop', '@nestjs/common', '@nestjs/core', 'react', 'vue'],
];

/** Runs a script of this repository as a user would, from its root; rejects unless it exits with 0. */
async function output(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['-r', 'ts-node/register', script], {
    cwd: root,
    timeout: 20_000,
  });
  return stdout;
}

/** A program that serves a page runs until Ctrl-C: opens what it says, ends it, and gives what it said and its page. */
async function visited(script: string): Promise<{ said: string; page: string }> {
  const program = spawn(process.execPath, ['-r', 'ts-node/register', script], {
    cwd: root,
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(program, 'close');
  let said = '';
  let page = '';
  for await (const text of program.stdout.setEncoding('utf8')) {
    said += text;
    const address = page === '' && /http:\S+/.exec(said)?.[0];
    if (!address) continue;
    page = await (await fetch(address)).text();
    program.kill('SIGINT');
  }
  expect(await closed).to.deep.equal([0, null]);
  return { said: said.replace(/(http:\S+?):\d+/, '$1:<port>'), page };
}

const read = (sample: string, file: string) => readFileSync(join(root, 'samples', sample, file), 'utf8');
const importsOf = (code: string) => [...code.matchAll(/ from '(.*)';/g)].map(([, name = '']) => name);

describe('samples', function () {
  // Each is a process of its own, and several may run beside other work.
  this.timeout(30_000);

  for (const sample of folders) {
    const hasPage = existsSync(join(root, 'samples', sample, 'page.ts'));

    describe(sample, () => {
      // Most are one file; the cookbook has one for each recipe, and a main that runs them.
      it('says in its first line what it shows, and imports the package by its name', () => {
        const parts = readdirSync(join(root, 'samples', sample)).filter((file) => /\.tsx?$/.test(file));
        const own = parts.map((file) => `./${file.replace(/\.tsx?$/, '.js')}`);
        const imported = parts.flatMap((file) => importsOf(read(sample, file)));
        for (const file of parts) expect(read(sample, file), file).to.match(/^\/\/ [A-Z].+\.\n/);
        expect(imported).to.include('rxactors');
        const others = hasPage ? [...imported.filter((name) => name.startsWith('node:')), 'esbuild'] : [];
        expect([...PACKAGES, ...others, ...own]).to.include.members(imported);
      });

      if (sample === PAGE) return;

      it('has a program and its output', () => {
        const files = ['main.ts', 'expected.txt'];
        expect(files.filter((file) => existsSync(join(root, 'samples', sample, file)))).to.deep.equal(files);
      });

      if (hasPage) {
        it('serves its page until Ctrl-C, and is clicked through in a browser', async () => {
          const { said, page } = await visited(`samples/${sample}/main.ts`);
          const driver = join('browser', `${sample.replace(/^\d+-/, '')}.browser.ts`);

          expect(said).to.equal(read(sample, 'expected.txt'));
          expect(page).to.equal(read(sample, 'index.html'));
          expect(existsSync(join(__dirname, driver)), driver).to.equal(true);
        });
        return;
      }

      it('prints what it is expected to, and ends by itself', async () => {
        expect(await output(`samples/${sample}/main.ts`)).to.equal(read(sample, 'expected.txt'));
      });
    });
  }

  it('are shown by `npm start`, the three of actorio one after the other', async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const shown = ['01-hello-world', '02-workers', '03-websocket-echo'];

    expect(scripts.start).to.equal('node -r ts-node/register samples/tour.ts');
    expect(await output('samples/tour.ts')).to.equal(
      shown.map((sample) => `--- samples/${sample}\n${read(sample, 'expected.txt')}`).join(''),
    );
  });
});
