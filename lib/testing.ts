export { TestClock } from './testing/test-clock.js';
