import { expect } from 'chai';
import { markdownTable } from '../../bench/docs/markdown.js';
import { filled } from '../../bench/docs/regions.js';
import { short } from '../../bench/docs/svg.js';
import { sheet, show, verdicts } from '../../bench/harness/report.js';

const cell = (median: number, low = median, high = median) => ({ median, low, high });

describe('The report of the benchmarks', () => {
  const benchmark = { title: 't', unit: 'u', contestants: {}, baseline: 'limit' };

  it('has a row for each contestant, with its spread and its ratio', () => {
    const { lines } = sheet(benchmark, { limit: { ns: cell(10) }, other: { ns: cell(20, 19, 22) } });

    expect(lines).to.deep.equal([
      ['', 'ns', 'x limit'],
      ['limit', '10.0', 'x1.00'],
      ['other', '20.0 ±10%', 'x2.00'],
    ]);
  });

  it('says in a note why there is no figure, and once if it is the same for several', () => {
    const { lines, notes } = sheet(benchmark, {
      limit: { ns: cell(10), more: cell(1) },
      other: { ns: 'fails: overflow', more: '> 12000' },
      third: { ns: 'fails: overflow' },
    });

    expect(lines.slice(2)).to.deep.equal([
      ['other', '- [1]', '> 12000', '-'],
      ['third', '- [1]', '-', '-'],
    ]);
    expect(notes).to.deep.equal(['fails: overflow']);
  });

  it('judges a goal by its bound, and not at all where a figure is missing', () => {
    const rows = { ours: { ns: cell(10) }, peer: { ns: cell(40) }, gone: { ns: 'fails: overflow' } };
    const ratio = (peer: string) => (of: (row: string, column: string) => number) =>
      of(peer, 'ns') / of('ours', 'ns');
    const goals = [
      { what: 'a', value: ratio('peer'), least: 3 },
      { what: 'b', value: ratio('peer'), least: 5, reach: 8 },
      { what: 'c', value: ratio('peer'), most: 4 },
      { what: 'd', value: ratio('gone'), least: 3 },
    ];

    const judged = verdicts('x', goals, rows);

    expect(judged.map(({ verdict }) => verdict)).to.deep.equal(['met', 'MISSED', 'met', '-']);
    expect(judged.map(({ bound }) => bound)).to.deep.equal(['>= 3.00', '>= 5.00', '<= 4.00', '>= 3.00']);
  });

  it('leaves out the goals of those that did not take part', () => {
    const goals = [
      { what: 'a', value: (of: (row: string, column: string) => number) => of('x', 'ns'), most: 1 },
    ];

    expect(verdicts('x', goals, { ours: { ns: cell(10) } })).to.deep.equal([]);
  });

  it('shows figures with what they are good for', () => {
    expect([1.234, 12.34, 123.4, 12_345, 123_456, Number.NaN].map(show)).to.deep.equal([
      '1.23',
      '12.3',
      '123',
      '12.3k',
      '123k',
      '-',
    ]);
    expect([0.123, 45.6, 1_234, 1_500_000].map(short)).to.deep.equal(['0.12', '46', '1.2k', '1.5M']);
  });

  it('fills the regions of a page, and leaves the rest', () => {
    const page =
      'a\n<!-- bench: one -->\nold\n<!-- bench: end -->\nb\n<!-- bench: two -->\n<!-- bench: end -->\n';

    const written = filled(page, { one: 'ONE', two: 'TWO' });

    expect(written).to.equal(
      'a\n<!-- bench: one -->\n\nONE\n\n<!-- bench: end -->\nb\n<!-- bench: two -->\n\nTWO\n\n<!-- bench: end -->\n',
    );
    expect(filled(written, { one: 'ONE', two: 'TWO' })).to.equal(written);
  });

  it('refuses a region of which it knows nothing', () => {
    expect(() => filled('<!-- bench: x -->\n<!-- bench: end -->', {})).to.throw('region x');
  });

  it('aligns columns of numbers to the right', () => {
    const lines = [
      ['', 'ns', 'why'],
      ['a', '1.00', 'x'],
      ['b', '- [1]', 'y'],
    ];

    expect(markdownTable(lines).split('\n')[1]).to.equal('| :-- | --: | :-- |');
  });
});
