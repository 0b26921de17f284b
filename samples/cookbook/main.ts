// Short recipes, each with what it prints: docs/cookbook.md explains them.
import { main as audit } from './audit.js';
import { main as batch } from './batch.js';
import { main as cache } from './cache.js';
import { main as feed } from './feed.js';
import { main as lane } from './lane.js';
import { main as leaks } from './leaks.js';
import { main as poll } from './poll.js';
import { main as pool } from './pool.js';
import { main as progress } from './progress.js';
import { main as rateLimit } from './rate-limit.js';
import { main as retry } from './retry.js';
import { main as saveButton } from './save-button.js';
import { main as search } from './search.js';
import { main as socket } from './socket.js';
import { main as state } from './state.js';

const recipes = {
  'rate-limit': rateLimit,
  cache,
  feed,
  search,
  progress,
  pool,
  retry,
  socket,
  state,
  'save-button': saveButton,
  batch,
  poll,
  audit,
  lane,
  leaks,
};

async function main(): Promise<void> {
  for (const [name, recipe] of Object.entries(recipes)) {
    console.log(`--- ${name}`);
    await recipe(console.log);
  }
}

if (require.main === module) void main();
