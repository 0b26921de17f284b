// Runs actorio's programs one after the other, with their output.
import { main as helloWorld } from './01-hello-world/main.js';

async function tour(): Promise<void> {
  await helloWorld();
}

void tour();
