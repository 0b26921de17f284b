import { expect } from 'chai';
import * as core from '../lib/index.js';
import * as testing from '../lib/testing.js';

describe('The public API', () => {
  it('of rxactors has these values, and no others', () => {
    expect(Object.keys(core).sort()).to.deep.equal([
      'Actor',
      'ActorError',
      'ActorSystem',
      'DataMessage',
      'EndMainLoop',
      'Inbox',
      'Message',
      'actorPerKey',
      'ask',
      'askEach',
      'bounded',
      'conflate',
      'defineActor',
      'detached',
      'dropWhileBusy',
      'fromWebSocket',
      'isActorError',
      'parallel',
      'request',
      'runUntilStopped',
      'serial',
      'serialMap',
      'spawn',
      'stateOf',
      'supervise',
      'switchTo',
      'tellEach',
      'unbounded',
    ]);
  });

  it('of rxactors/testing has these values, and no others', () => {
    expect(Object.keys(testing).sort()).to.deep.equal([
      'TestClock',
      'arbitraries',
      'expectNoLeaks',
      'explore',
      'invariants',
      'marbles',
      'probe',
      'runTurn',
    ]);
  });

  it('has no value that is undefined', () => {
    const missing = Object.entries({ ...core, ...testing }).filter(([, value]) => value === undefined);

    expect(missing).to.deep.equal([]);
  });
});
