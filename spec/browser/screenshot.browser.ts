import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { PNG } from 'pngjs';
import { expectScreenshot } from './screenshot.js';

/** Stands for a page: a white square of 10 000 pixels, of which the first `black` are black. */
function pageWith(black: number, width = 100) {
  const picture = new PNG({ width, height: 100 });
  picture.data.fill(255);
  for (let pixel = 0; pixel < black; pixel++) picture.data.fill(0, 4 * pixel, 4 * pixel + 3);
  return { screenshot: async () => PNG.sync.write(picture) };
}

describe('expectScreenshot', () => {
  let folder: string;
  const before = process.env.UPDATE_SCREENSHOTS;

  const expectSquare = (black: number, width?: number) =>
    expectScreenshot(pageWith(black, width), 'square', folder).then(
      () => 'passed',
      (error: Error) => error.message,
    );

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rxactors-'));
    process.env.UPDATE_SCREENSHOTS = '1';
    await expectSquare(0);
    delete process.env.UPDATE_SCREENSHOTS;
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    if (before !== undefined) process.env.UPDATE_SCREENSHOTS = before;
  });

  it('accepts up to one pixel in a hundred that differs', async () => {
    expect([await expectSquare(0), await expectSquare(100)]).to.deep.equal(['passed', 'passed']);
    expect(readdirSync(folder)).to.deep.equal(['square.png']);
  });

  it('rejects one pixel more, and shows what it saw', async () => {
    expect(await expectSquare(101)).to.match(/^screenshot square: 1\.01 % of the pixels differ/);
    expect(readdirSync(folder)).to.have.members(['square.png', 'square.actual.png', 'square.diff.png']);
  });

  it('rejects another size', async () => {
    expect(await expectSquare(0, 101)).to.match(/^screenshot square: is 101x100, not 100x100/);
  });

  it('rejects where there is no file, and writes none', async () => {
    rmSync(join(folder, 'square.png'));

    expect(await expectSquare(0)).to.match(/^screenshot square: there is no such file/);
    expect(readdirSync(folder)).to.deep.equal(['square.actual.png']);
  });

  it('takes away what an earlier failure left', async () => {
    await expectSquare(101);
    await expectSquare(0);

    expect(readdirSync(folder)).to.deep.equal(['square.png']);
  });
});
