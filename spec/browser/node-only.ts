/** What the suite leaves out in a browser, and why: a file with all its tests, or those whose title has `tests`. */
export interface NodeOnly {
  readonly files: RegExp;
  readonly tests?: RegExp;
  readonly why: string;
}

const NO_FILES = 'reads files of the repository';
const LONG = 'takes so many tasks of the host that a page takes half a minute';
const NO_STORAGE = 'pages have no AsyncLocalStorage';
const NO_HEAP = 'pages cannot collect garbage and count what is left';

export const NODE_ONLY: readonly NodeOnly[] = [
  { files: /^process\//, why: 'starts processes, and sends them signals' },
  { files: /^bench\//, why: 'the benchmarks run in Node' },
  { files: /^streams\/from-web-socket-ws-spec/, why: 'starts servers' },
  { files: /^(samples|runners)-spec/, why: 'starts processes' },
  { files: /^samples\//, why: 'loads programs for Node' },
  { files: /^docs-spec/, why: `${NO_FILES}, and compiles` },
  { files: /^(architecture|conventions)-spec/, why: NO_FILES },
  { files: /^properties\/guarantees-spec/, why: NO_FILES },
  { files: /^testing\/first-marble-spec/, tests: /says what differs/, why: NO_FILES },
  { files: /^testing\/first-probe-spec/, tests: /says what is wrong/, why: NO_FILES },
  { files: /^testing\/first-invariants-spec/, tests: /as the page shows them/, why: NO_FILES },
  { files: /^testing\/first-race-spec/, tests: /found, and replayed/, why: NO_FILES },
  { files: /^testing\/endless-spec/, why: LONG },
  { files: /^testing\/invariants-spec/, tests: /stream that never ends/, why: LONG },
  {
    files: /^testing\/invariants-options-spec/,
    tests: /fast-check is missing|fast-check where it is there/,
    why: 'installs packages',
  },
  { files: /^system\/(own-)?context-spec/, why: NO_STORAGE },
  { files: /^streams\/actor-per-key-passivation-spec/, tests: /the stores of its teller/, why: NO_STORAGE },
  { files: /^streams\/ask-each[^/]*-spec/, tests: /async context of who asked/, why: NO_STORAGE },
  { files: /^behavior\/stash-limits-spec/, tests: /keeps the stores/, why: NO_STORAGE },
  { files: /^mailbox\/chunked-queue-spec/, tests: /keeps no|keeps nothing/, why: NO_HEAP },
  { files: /^kernel\/large-backlog-spec/, tests: /is counted, shown|is not kept while/, why: NO_HEAP },
  { files: /^actor\/ask-signal-spec/, tests: /warns of no leak/, why: 'only Node warns of leaks' },
  { files: /^testing\/deep-equal-spec/, tests: /agrees with Node/, why: 'Node itself is the oracle' },
];
