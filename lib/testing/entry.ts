import type { DeadLetterReason } from '../protocol/lifecycle.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { type ScriptStep, say } from './script.js';

type Sent = Extract<ScriptStep<unknown>, { readonly step: 'tell' | 'ask' }>;

/** A message of a script, and what became of it. */
export class Entry {
  readonly step: Sent;
  readonly sender: Recipient;
  readonly at: Milliseconds;
  /** When its turns began, counted over all turns. */
  readonly begun: number[] = [];
  /** When its handler was first called, on the clock. */
  called: Milliseconds | undefined;
  readonly dead: DeadLetterReason[] = [];
  /** It was put aside, or a busy policy decides about it: its place in the line is the actor's business. */
  aside = false;
  /** Of an ask. */
  outcome: { readonly error?: unknown; readonly at: Milliseconds } | undefined;

  constructor(step: Sent, sender: Recipient, at: Milliseconds) {
    this.step = step;
    this.sender = sender;
    this.at = at;
  }

  get asked(): boolean {
    return this.step.step === 'ask';
  }

  /** Nothing more is due: it is in nobody's hands, or its asker waits no longer. */
  get over(): boolean {
    return this.asked ? this.outcome !== undefined : this.begun.length > 0 || this.dead.length > 0;
  }

  toString(): string {
    return say(this.step);
  }
}
