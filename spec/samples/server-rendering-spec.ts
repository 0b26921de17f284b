import { expect } from 'chai';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { Counter } from '../../samples/browser/counter.js';
import { Count, OwnCount } from '../../samples/browser/react.js';
import { system } from '../../samples/browser/system.js';

describe('samples/browser/react, on a server', () => {
  it('renders an actor that is handed down, without its state', async () => {
    const counter = system.spawn(() => new Counter());

    const html = renderToString(createElement(Count, { counter }));

    expect(html).to.equal('<button type="button">0</button>');
    expect(counter.resources()).to.deep.equal([]);
    await counter.stop();
  });

  it('spawns no actor for a component that would have one of its own', () => {
    const spawned: unknown[] = [];
    const subscription = system.events.subscribe((event) => spawned.push(event));

    const html = renderToString(createElement(OwnCount));

    subscription.unsubscribe();
    expect(html).to.equal('');
    expect(spawned).to.deep.equal([]);
  });
});
