/** A process that measures one contestant once: `child.ts <benchmark> <contestant> <quick|full>`, JSON on stdout. */
import { benchmarks } from '../cases/index.js';

const [benchmark = '', contestant = '', extent] = process.argv.slice(2);

async function main(): Promise<void> {
  const measure = benchmarks[benchmark]?.contestants[contestant];
  if (measure === undefined) throw new Error(`No such contestant: ${benchmark}/${contestant}`);
  const figures = await measure(extent === 'quick');
  process.stdout.write(JSON.stringify(figures));
}

// Whatever is lost is a failed benchmark, also a promise that nobody looked at and a loop that ran dry.
let finished = false;
process.on('exit', () => {
  if (!finished) process.exitCode = 1;
});
main().then(
  () => {
    finished = true;
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
