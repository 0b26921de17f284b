import { expect } from 'chai';
import { runTurn } from 'rxactors/testing';
import { ChatRoom } from '../../samples/10-per-room/main.js';

const create =
  (print: (line: string) => void = () => {}) =>
  () =>
    new ChatRoom('kitchen', print);
const join = (who: string) => ({ type: 'join', room: 'kitchen', who }) as const;
const say = (who: string, text: string) => ({ type: 'say', room: 'kitchen', who, text }) as const;

describe('samples/10-per-room', () => {
  it('counts who is in', async () => {
    const before = [join('Ann'), join('Bob'), join('Ann')];

    expect((await runTurn(create(), join('Cem'), { before })).reply).to.equal(
      'kitchen: Cem is in, with 2 more',
    );
  });

  it('numbers what is said', async () => {
    const before = [join('Ann'), say('Ann', 'hello')];
    const { reply } = await runTurn(create(), say('Ann', 'anyone?'), { before });

    expect(reply).to.equal('kitchen 2: Ann says anyone?');
  });

  it('hears nobody who is not in', async () => {
    const { error, reply } = await runTurn(create(), say('Eve', 'let me in'), { before: [join('Ann')] });

    expect(String(error)).to.equal('Error: Eve is not in kitchen');
    expect(reply).to.equal(undefined);
  });

  it('says that it opens, and what was said when it closes', async () => {
    const lines: string[] = [];
    await runTurn(
      create((line) => lines.push(line)),
      say('Ann', 'hello'),
      { before: [join('Ann')] },
    );

    expect(lines).to.deep.equal(['kitchen opens', 'kitchen closes after 1 lines']);
  });
});
