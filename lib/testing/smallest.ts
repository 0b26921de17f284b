import type { Script } from './script.js';

/** Tries at a smaller script, at most; each is a run. */
const MOST_TRIES = 200;

/**
 * Leaves out of a script what can be spared, step by step and choice by choice, as long as `fails` says that it still
 * does. What fast-check gives is nearly that: of a list it spares what comes first, and not what comes last.
 */
export async function smallest<M>(
  script: Script<M>,
  fails: (script: Script<M>) => Promise<boolean>,
): Promise<Script<M>> {
  let best = script;
  let tries = 0;
  const attempt = async (smaller: Script<M>): Promise<boolean> => {
    if (tries === MOST_TRIES) return false;
    tries += 1;
    if (!(await fails(smaller))) return false;
    best = smaller;
    return true;
  };
  for (let place = best.steps.length - 1; place >= 0 && best.steps.length > 1; place -= 1)
    await attempt({ ...best, steps: best.steps.filter((_, index) => index !== place) });
  if (best.schedule.length > 0 && (await attempt({ ...best, schedule: [] }))) return best;
  for (let place = best.schedule.length - 1; place >= 0; place -= 1)
    if (best.schedule[place] !== 0)
      await attempt({
        ...best,
        schedule: best.schedule.map((choice, index) => (index === place ? 0 : choice)),
      });
  return { ...best, schedule: withoutEnd(best.schedule) };
}

/** Behind the end of a schedule it is first come, first served anyway. */
function withoutEnd(schedule: readonly number[]): readonly number[] {
  const length = schedule.reduce((last, choice, index) => (choice > 0 ? index + 1 : last), 0);
  return schedule.slice(0, length);
}
