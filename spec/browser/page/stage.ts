import { resources } from './resources.js';

/*
 * Loaded before the scripts of a page: the test says when a frame is drawn, and sees what is left.
 */

const { requestAnimationFrame } = globalThis;
const { addEventListener, removeEventListener } = EventTarget.prototype;

const frames = new Map<number, FrameRequestCallback>();
let held = false;
let lastFrame = 0;

function draw(): void {
  const callbacks = [...frames.values()];
  frames.clear();
  for (const callback of callbacks) callback(performance.now());
}

Object.assign(globalThis, {
  requestAnimationFrame(callback: FrameRequestCallback) {
    frames.set(++lastFrame, callback);
    if (!held) requestAnimationFrame(draw);
    return lastFrame;
  },
  cancelAnimationFrame: (frame: number) => void frames.delete(frame),
});

interface Listening {
  readonly target: EventTarget;
  readonly type: string;
  readonly listener: unknown;
}

const listening = new Set<Listening>();

Object.assign(EventTarget.prototype, {
  addEventListener(this: EventTarget, ...args: Parameters<typeof addEventListener>) {
    const [type, listener] = args;
    listening.add({ target: this, type, listener });
    addEventListener.apply(this, args);
  },
  removeEventListener(this: EventTarget, ...args: Parameters<typeof removeEventListener>) {
    for (const each of listening)
      if (each.target === this && each.type === args[0] && each.listener === args[1]) listening.delete(each);
    removeEventListener.apply(this, args);
  },
});

/** What the page still listens to, on itself and its elements, and waits for. */
function left(): string[] {
  const own = [...listening].filter(({ target }) => target instanceof Node || target === window);
  return [...own.map(({ type }) => type), ...[...frames.keys()].map(() => 'Frame'), ...resources()];
}

/** What a test has at hand in its page. */
export const stage = {
  /** Draws no frame from now on but by `drawFrame`. */
  holdFrames: () => {
    held = true;
  },
  drawFrame: draw,
  left,
};

Object.assign(globalThis, { stage });
