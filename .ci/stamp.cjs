// Gives each half of dist its own package.json, so that Node and bundlers read the right module system.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

for (const [dir, type] of [
  ['esm', 'module'],
  ['cjs', 'commonjs'],
]) {
  const file = join(__dirname, '..', 'dist', dir, 'package.json');
  writeFileSync(file, `${JSON.stringify({ type, sideEffects: false })}\n`);
}
