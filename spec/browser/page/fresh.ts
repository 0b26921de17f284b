import index from 'copy:index.js';
import host from 'copy:kernel/host.js';
import * as rxjs from 'rxjs';

const COPIES: Readonly<Record<string, string>> = { 'index.js': index, 'kernel/host.js': host };

/** Evaluates a module of the library once more; a page has no cache of modules that one could clear. */
export function fresh<T>(name: string): T {
  const module = { exports: {} };
  const evaluate = new Function('module', 'exports', 'require', COPIES[name] ?? `throw new Error('${name}')`);
  evaluate(module, module.exports, () => rxjs);
  return module.exports as T;
}
