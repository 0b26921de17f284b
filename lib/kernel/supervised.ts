import { ActorError } from '../protocol/errors.js';
import type { StopReason } from '../protocol/lifecycle.js';
import { NO_BOUNDS } from './bounds.js';
import type { Cell } from './cell.js';
import { End } from './end.js';
import { Ending, PARENT_STOPPED } from './ending.js';
import { ChildFailedTurn, ChildStoppedTurn } from './life-turns.js';
import { marks } from './line.js';
import { RestartGroup } from './restart-group.js';
import { judge, judgeEnd, type Raising, type Verdict } from './supervisor.js';
import type { BaseTurn } from './turn.js';

const { NONE, TURN } = marks;

/** What becomes of an actor that failed: it goes on, begins anew, or ends; and of those that begin anew with it. */
export abstract class Supervised extends Ending {
  started(): void {
    // An instance on its way down does not begin any more.
    if (!this.open || this.end !== undefined) return;
    if (this.raising !== undefined) this.raising.runningSince = this.system.clock.now();
    this.announce('started');
  }

  /** A failure that belongs to no asker: what is declared for the actor decides, or its parent. */
  supervise(error: unknown, inSetup = false): void {
    if (!this.open) {
      // The reason is the first one's; the failure only ends what would still be handled.
      this.system.logError(`Actor ${this.path} failed while it was stopping`, error);
      this.endDrain();
      return;
    }
    // Where it is being restarted already, it is the instance before that failed.
    const incarnation = this.end === undefined ? this.incarnation : this.incarnation - 1;
    this.announce('failed', { error, incarnation });
    if (this.end?.judged) return;
    const verdict = judge(this.self, error, inSetup);
    if (verdict.directive === 'resume') this.resumed();
    else if (!this.begins(verdict, { kind: 'failed', error })) {
      if (inSetup) this.refuseForSetup(error);
      const reason = this.lastReason(verdict, { kind: 'failed', error });
      this.logRoot(reason);
      this.stop(reason);
    }
  }

  /** A normal end, of which a permanent child makes a new beginning. */
  endMainLoop(): void {
    const reason: StopReason = { kind: 'ended' };
    if (!this.open) {
      this.stop(reason);
      return;
    }
    // An instance ends once, and not any more when it is torn down.
    if (this.end?.judged || (this.end !== undefined && !this.setUp)) return;
    const verdict = judgeEnd(this.self);
    if (this.begins(verdict, reason)) return;
    const last = this.lastReason(verdict, reason);
    if (last.kind === 'failed') this.announce('failed', { error: last.error, incarnation: this.incarnation });
    this.logRoot(last);
    this.stop(last);
  }

  /** A child has stopped, and all of its own. */
  childGone(child: Cell, reason: StopReason): void {
    this.children.delete(child);
    const escalated = child.raising?.escalated;
    // A parent that takes itself down is told nothing, and there may be very many.
    if (!this.handles) this.schedule();
    else if (escalated === undefined) this.notify(new ChildStoppedTurn(this.self, child.reference, reason));
    else this.notify(new ChildFailedTurn(this.self, child.reference, escalated.error));
  }

  /** Takes this incarnation down, to begin anew with `group`. */
  restart(cause: StopReason, group: RestartGroup): void {
    if (!this.open) group.arrived(this.self);
    else if (this.raising?.policy?.restart === 'temporary') {
      this.stop(PARENT_STOPPED);
      this.end?.join(group);
    } else if (this.end === undefined) {
      this.end = new End();
      this.end.cause = cause;
      this.end.join(group);
      const raising = this.raising as Raising;
      raising.incarnation += 1;
      raising.runningSince = undefined;
      this.sweepPast();
      this.announce('restarting', { incarnation: this.incarnation });
      this.schedule();
    } else {
      this.end.join(group);
      if (this.end.stage === 'down') group.arrived(this.self);
    }
  }

  /** All of `group` are down: a new instance, unless another group still waits for somebody. */
  rebirth(group: RestartGroup): void {
    const { end, raising } = this;
    if (end === undefined || raising === undefined || !this.open) return;
    end.groups?.delete(group);
    if (end.groups !== undefined && end.groups.size > 0) return;
    this.end = undefined;
    // What was put aside waits no longer for what the old instance wanted.
    this.putFirst(this.busy?.takeAside() ?? []);
    this.putFirst(this.unstash());
    try {
      this.behavior = raising.make();
    } catch (error) {
      this.supervise(error, true);
      return;
    }
    this.schedule();
  }

  /** What was meant for the instance before goes: where room is scarce it would be in the way of what can be handled. */
  private sweepPast(): void {
    if (this.bounds === undefined || this.bounds === NO_BOUNDS) return;
    const kept: unknown[] = [];
    for (; this.oldest !== NONE; this.advance()) {
      const turn = this.oldest as BaseTurn;
      if (this.oldestSender === TURN && turn.withdrawn && !turn.passedOver) turn.skipped();
      else kept.push(turn, this.oldestSender);
    }
    this.prepend(kept);
    this.admit();
  }

  /** Who is restarted along with it, itself included, in order of start. */
  private mates(): Cell[] {
    const strategy = this.parent?.behavior.supervision?.strategy ?? 'oneForOne';
    const { self } = this;
    if (this.parent === undefined || strategy === 'oneForOne') return [self];
    const siblings = this.parent
      .childrenInOrder()
      .filter(({ raising, open }) => raising !== undefined && open);
    return strategy === 'oneForAll' ? siblings : siblings.slice(siblings.indexOf(self));
  }

  /** Whether the verdict is a restart. If not, it may be the parent's failure, once this one has stopped. */
  private begins(verdict: Verdict, cause: StopReason): boolean {
    if (verdict.directive === 'escalate') (this.raising as Raising).escalated = { error: verdict.error };
    if (verdict.directive !== 'restart') return false;
    const members = this.mates();
    const group = new RestartGroup(members, verdict.delay);
    for (const member of [...members].reverse()) member.restart(cause, group);
    (this.end as End).judged = true;
    return true;
  }

  /** The quiet time after which delays begin anew is counted from the last failure. */
  private resumed(): void {
    if (this.raising?.runningSince !== undefined) this.raising.runningSince = this.system.clock.now();
    this.announce('resumed');
  }

  /** Nobody else hears of it. */
  private logRoot(reason: StopReason): void {
    if (this.parent !== undefined || reason.kind !== 'failed') return;
    this.system.logError(`Actor ${this.path} failed`, reason.error);
  }

  /** A root has no parent to fail: what it escalates is its own end. */
  private lastReason(verdict: Verdict, reason: StopReason): StopReason {
    if (verdict.directive !== 'escalate' || this.parent !== undefined) return reason;
    return { kind: 'failed', error: verdict.error };
  }

  private refuseForSetup(cause: unknown): void {
    const { path } = this;
    this.collect();
    this.refuseWaiting((undelivered) => {
      const text = `Actor ${path} failed in its setup`;
      return new ActorError(text, { code: 'setup-failed', path, undelivered, cause });
    });
  }
}
