import { expect } from 'chai';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expectScreenshot } from './screenshot.js';

/** So that a page is back soon: the longest time between two attempts to connect. */
const PATIENCE = 50;

/** A page of samples/13-live-board in a context of its own, as its user sees it. */
export class BoardPage {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #errors: Error[] = [];

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
    page.on('pageerror', (error) => this.#errors.push(error));
  }

  static async open(browser: Browser, url: string): Promise<BoardPage> {
    const context = await browser.newContext({ viewport: { width: 760, height: 420 } });
    try {
      const opened = new BoardPage(await context.newPage(), context);
      await opened.page.goto(`${url}?patience=${PATIENCE}`);
      await opened.says('Online');
      return opened;
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  async leave(): Promise<void> {
    await this.#context.close();
    expect(this.#errors).to.deep.equal([]);
  }

  /** Resolves when the page says so about its connection. */
  says(text: string | RegExp): Promise<void> {
    return this.page.getByRole('status').getByText(text, { exact: true }).waitFor();
  }

  async add(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'New card' }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Sends what a page would send that has this name, and leaves. Resolves with the code that its connection ends with. */
  sendAs(name: string, text: string): Promise<number> {
    return this.page.evaluate(
      ([path, data]) => {
        const socket = new WebSocket(`ws://${location.host}/${path}`);
        socket.addEventListener('open', () => socket.send(data));
        socket.addEventListener('message', ({ data }) => JSON.parse(data).confirmed > 0 && socket.close());
        return new Promise<number>((resolve) => {
          socket.addEventListener('close', ({ code }) => resolve(code));
        });
      },
      [name, text] as const,
    );
  }

  /** Resolves when the card is there, and the server knows it. */
  shows(text: string, column: string): Promise<void> {
    return this.#card(text, column).waitFor();
  }

  /** Resolves when the card is nowhere. */
  lacks(text: string): Promise<void> {
    return this.page.getByRole('listitem').filter({ hasText: text }).waitFor({ state: 'detached' });
  }

  /** The texts of the cards by their columns, in order. */
  board(): Promise<Record<string, string[]>> {
    return this.page
      .locator('section')
      .evaluateAll((sections) =>
        Object.fromEntries(
          sections.map(({ id, children }) => [
            id,
            [...(children[1]?.children ?? [])].map((item) => item.querySelector('p')?.textContent ?? ''),
          ]),
        ),
      );
  }

  /** Looks as in the screenshot of that name, with the mouse away. */
  async looksLike(name: string): Promise<void> {
    await this.page.mouse.move(0, 0);
    await expectScreenshot(this.page, name);
  }

  #card(text: string, column: string) {
    const cards = this.page.locator(`#${column} li[aria-busy=false]`);
    return cards.filter({ has: this.page.getByText(text, { exact: true }) });
  }
}
