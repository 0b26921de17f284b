// Required before the library is: serves one compiled file with the mutation that MUTANT holds.
const fs = require('node:fs');

const { target, code } = JSON.parse(process.env.MUTANT);
const original = fs.readFileSync;

fs.readFileSync = (name, ...rest) => (name === target ? code : original.call(fs, name, ...rest));
