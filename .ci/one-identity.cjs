// import and require must hand out the same objects: two copies of a class break instanceof for users.
const { exports: doors, name } = require('rxactors/package.json');

async function main() {
  for (const door of Object.keys(doors).filter((key) => key !== './package.json')) {
    const id = name + door.slice(1);
    const required = require(id);
    const imported = await import(id);
    const names = new Set([...Object.keys(required), ...Object.keys(imported)]);
    names.delete('default');
    names.delete('module.exports');
    if (names.size === 0) throw new Error(`${id} exports nothing`);
    for (const key of names) {
      if (!(key in required) || !(key in imported) || !Object.is(required[key], imported[key]))
        throw new Error(`${id}: require and import give two copies of ${key}`);
    }
    if (door === '.' && typeof required.Actor !== 'function') throw new Error(`${id} does not export Actor`);
    console.log(`${id}: ${names.size} exports, one identity`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
