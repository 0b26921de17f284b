// Required before ts-node reads the library: serves one source file with the mutation that MUTANT describes as JSON.
const fs = require('node:fs');
const path = require('node:path');

const { file, find, replace } = JSON.parse(process.env.MUTANT);
const target = path.resolve(__dirname, '../..', file);
const original = fs.readFileSync;
const source = original(target, 'utf8');
if (source.split(find).length !== 2)
  throw new Error(`The mutant does not apply: ${file} has not exactly one of: ${find}`);

fs.readFileSync = (name, ...rest) =>
  name === target ? source.replace(find, () => replace) : original.call(fs, name, ...rest);
