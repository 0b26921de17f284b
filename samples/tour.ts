// Runs actorio's programs one after the other, with their output.
import { main as helloWorld } from './01-hello-world/main.js';
import { main as workers } from './02-workers/main.js';
import { main as websocketEcho } from './03-websocket-echo/main.js';

const programs = {
  '01-hello-world': helloWorld,
  '02-workers': workers,
  '03-websocket-echo': websocketEcho,
};

async function tour(): Promise<void> {
  for (const [name, main] of Object.entries(programs)) {
    console.log(`--- samples/${name}`);
    await main();
  }
}

void tour();
