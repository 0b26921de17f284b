import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { root } from '../support/files.js';

/** The share of the pixels that may differ: fonts are drawn a little differently from version to version. */
const TOLERANCE = 0.01;

const FOLDER = join(root, 'spec', 'browser', 'screenshots');

interface Difference {
  readonly what: string;
  /** Shows which pixels differ. */
  readonly picture?: Buffer;
}

function difference(expected: PNG, actual: PNG): Difference | undefined {
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height)
    return { what: `is ${actual.width}x${actual.height}, not ${width}x${height}` };
  const picture = new PNG({ width, height });
  const count = pixelmatch(expected.data, actual.data, picture.data, width, height, { includeAA: true });
  const share = count / (width * height);
  if (share <= TOLERANCE) return undefined;
  return { what: `${(100 * share).toFixed(2)} % of the pixels differ`, picture: PNG.sync.write(picture) };
}

function differenceFrom(file: string, seen: Buffer): Difference | undefined {
  if (!existsSync(file)) return { what: 'there is no such file, UPDATE_SCREENSHOTS=1 writes it' };
  return difference(PNG.sync.read(readFileSync(file)), PNG.sync.read(seen));
}

/**
 * Rejects where the page does not look as in `screenshots/<name>.png`, and leaves what it saw beside that file.
 * `UPDATE_SCREENSHOTS=1` writes the file instead; look at it before you commit it.
 */
export async function expectScreenshot(
  page: Pick<Page, 'screenshot'>,
  name: string,
  folder = FOLDER,
): Promise<void> {
  const fileOf = (kind: string) => join(folder, `${name}${kind}.png`);
  const [file, actual, diff] = [fileOf(''), fileOf('.actual'), fileOf('.diff')];
  const seen = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  mkdirSync(folder, { recursive: true });
  for (const old of [actual, diff]) rmSync(old, { force: true });
  if (process.env.UPDATE_SCREENSHOTS === '1') writeFileSync(file, seen);
  const found = differenceFrom(file, seen);
  if (found === undefined) return;
  writeFileSync(actual, seen);
  if (found.picture !== undefined) writeFileSync(diff, found.picture);
  throw new Error(`screenshot ${name}: ${found.what}; what was seen is in ${actual}`);
}
