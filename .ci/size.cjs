// What an app pays for: min+gz beside rxjs, by what it imports. Doors that it does not use must cost it nothing.
const { join } = require('node:path');
const { gzipSync } = require('node:zlib');
const { build } = require('esbuild');

const root = join(__dirname, '..');
const ESM = join(root, 'dist', 'esm');
const GOAL = 8_000;

/**
 * By what an app imports: the most that it may cost, and what it must not pay for, by the paths in dist/esm/. The core
 * is above its goal (docs/decisions/0013), so its limit keeps it from growing; lower it with each saving.
 */
const APPS = [
  {
    names: ['Actor', 'spawn', 'ask'],
    most: 23_200,
    goal: GOAL,
    free: /^(?!actor|kernel|mailbox|protocol)|^actor\/(define-actor|inbox|run-until)|^kernel\/(state|busy|slot|body|parallel)/,
  },
  // What these cost on top of it: a policy brings what carries out policies, a state itself.
  {
    names: ['Actor', 'spawn', 'ask', 'switchTo'],
    most: 25_000,
    free: /^streams\/|^actor\/define-actor|^kernel\/state/,
  },
  { names: ['Actor', 'spawn', 'ask', 'stateOf'], most: 24_000, free: /^streams\/|^kernel\/(busy|slot|body)/ },
  { names: ['fromWebSocket'], most: 4_200, free: /^actor\/|^kernel\/(cell|run-queue)\./ },
  { names: ['supervise'], most: 2_500, free: /^actor\/|^kernel\/(?!retrying|policies|hub|host|random)/ },
  { names: ['serialMap'], most: 2_000, free: /^(actor|streams)\/|kernel\/(?!serial-map)/ },
  { names: ['Message'], most: 900, free: /^(actor|streams|kernel)\// },
  { names: ['isActorError'], most: 500, free: /^(actor|streams|kernel)\// },
  { names: [], most: 0, free: /./ },
];

async function bundled(contents, external) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    alias: { rxactors: join(ESM, 'index.js') },
    external: external ? ['rxjs'] : [],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['es2015'],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [{ text }] = outputFiles;
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    text,
    size: text === '' ? 0 : gzipSync(text, { level: 9 }).length,
    files: files.map(([file]) => file),
  };
}

const using = (names, from) =>
  names.length === 0
    ? `import '${from}';`
    : `import { ${names.join(', ')} } from '${from}'; globalThis.app = [${names.join(', ')}];`;

/** What a bundle with rxjs has more than one with the same parts of rxjs alone. */
async function besideRxjs(names, alone) {
  const parts = [...alone.matchAll(/import\{([^}]*)\}from"rxjs"/g)].flatMap(([, list]) => list.split(','));
  const rxjs = [...new Set(parts.map((part) => part.split(' as ')[0]))];
  const [whole, base] = await Promise.all([bundled(using(names, 'rxactors')), bundled(using(rxjs, 'rxjs'))]);
  return whole.size - base.size;
}

async function main() {
  const problems = [];
  for (const { names, most, goal, free } of APPS) {
    const what = names.join(', ') || 'types only';
    const app = await bundled(using(names, 'rxactors'), true);
    const beside = await besideRxjs(names, app.text);
    console.log(`${what}: ${app.size} B min+gz, ${beside} B beside rxjs; at most ${most} B`);
    if (goal !== undefined && app.size > goal) console.log(`  the goal is ${goal} B`);
    if (Math.max(app.size, beside) > most) problems.push(`${what}: more than ${most} B`);
    const files = app.files.map((file) => file.replace('dist/esm/', ''));
    const paid = files.filter((file) => file !== '<stdin>' && free.test(file));
    if (paid.length > 0) problems.push(`${what}: pays for ${paid.join(', ')}`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
