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
      'ask',
      'bounded',
      'defineActor',
      'isActorError',
      'runUntilStopped',
      'serialMap',
      'spawn',
      'unbounded',
    ]);
  });

  it('of rxactors/testing has these values, and no others', () => {
    expect(Object.keys(testing).sort()).to.deep.equal(['TestClock', 'explore', 'marbles']);
  });

  it('has no value that is undefined', () => {
    const missing = Object.entries({ ...core, ...testing }).filter(([, value]) => value === undefined);

    expect(missing).to.deep.equal([]);
  });
});
