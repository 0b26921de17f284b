/**
 * Pages have no `setImmediate`. What the library takes instead is in one line with what the specs wait for, as in Node:
 * two channels have no common order. That it lets the page have its turn is for g10.browser.ts to show.
 */
export { macrotask as soon } from '../../../lib/kernel/host.js';
